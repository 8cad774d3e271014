import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@portico/ui/styles.css";
import { configureClient } from "@portico/api";
import { createQueries, PortalProvider, readBoot, startTexts } from "@portico/ui";
import { RouterProvider } from "@tanstack/react-router";
import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createPortalRouter } from "./router";
import { EVERYWHERE, loadTexts } from "./texts";

async function start(): Promise<void> {
  const boot = readBoot();
  setNonce(boot.nonce);
  const queries = createQueries();
  const router = createPortalRouter(queries);
  configureClient(() => {
    // The pages before sign-in ask, too, and stay where they are; so does who is on the way there.
    const { latestLocation } = router;
    if (![router.state.matches, router.matchRoutes(latestLocation)].every(isSignedIn)) return;
    void router.navigate({ to: "/login", search: { from: latestLocation.href } });
  });
  await startTexts(boot.language, loadTexts, EVERYWHERE);
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no #root");
  createRoot(root).render(
    <StrictMode>
      <PortalProvider boot={boot} queries={queries}>
        <RouterProvider router={router} />
      </PortalProvider>
    </StrictMode>,
  );
}

function isSignedIn(matches: readonly { routeId: string }[]): boolean {
  return matches.some((match) => match.routeId === "/shell");
}

void start();
