import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "../styles.css";
import { configureClient, isProblem, type Me, onProblem, sessionMeQueryKey } from "@portico/api";
import { type AnyRoute, type AnyRouter, RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { readBoot } from "../boot";
import { closeTopmostOnly } from "../components/one-escape";
import { returnFocus } from "../components/return-focus";
import { ignoreSecondClicks } from "../components/second-clicks";
import { needTexts, startTexts } from "../i18n";
import { PortalProvider } from "../provider";
import { createQueries } from "../queries";
import { reasonOf, SessionEnd } from "../session/session-end";
import { type PortalConfig, RunningPortalProvider } from "./config";
import { createPortalRouter } from "./router";
import { EVERYWHERE, textsWith } from "./texts";

/** Start a portal in the page that the edge served: its tree is made by `portalTree`. */
export async function startPortal(tree: AnyRoute, config: PortalConfig): Promise<void> {
  const boot = readBoot();
  setNonce(boot.nonce);
  const queries = createQueries();
  const router: AnyRouter = createPortalRouter(tree, { queries, portal: boot.portal });
  const wayOut = new SessionEnd(router, queries, boot.portal);
  configureClient((problem) => void wayOut.leave(reasonOf(problem)));
  // Why something was refused is said in the person's language; without a connection, in English.
  onProblem(() => needTexts(["refusals"]).catch(() => undefined));
  wayOut.follow(() => {
    const me = queries.getQueryData<Me>(sessionMeQueryKey({ query: { portal: boot.portal } }));
    return me?.person.person_id;
  });
  focusWhereAFrameIsNew(router);
  returnFocus();
  closeTopmostOnly();
  ignoreSecondClicks();
  await startTexts(boot.language, textsWith(config.texts), EVERYWHERE);
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no #root");
  createRoot(root, { onCaughtError: complain }).render(
    <StrictMode>
      <PortalProvider boot={boot} queries={queries}>
        <RunningPortalProvider value={{ ...config, wayOut }}>
          <RouterProvider router={router} />
        </RunningPortalProvider>
      </PortalProvider>
    </StrictMode>,
  );
}

/**
 * A page in another frame than the one before, as after signing in, has the focus at its beginning,
 * unless it puts it somewhere itself. Within a frame, its `main` does so.
 */
function focusWhereAFrameIsNew(router: AnyRouter): void {
  router.subscribe("onRendered", ({ fromLocation, pathChanged }) => {
    if (!fromLocation || !pathChanged || document.activeElement !== document.body) return;
    document.querySelector("main")?.focus({ preventScroll: true });
  });
}

/** What the page says by itself, such as that there is no connection, is no mistake of ours. */
function complain(error: unknown): void {
  // biome-ignore lint/suspicious/noConsole: tests in the browser fail for what is said there.
  if (!isProblem(error)) console.error(error);
}
