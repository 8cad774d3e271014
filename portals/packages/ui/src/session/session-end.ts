import { isProblem, type Portal, sessionLogout } from "@portico/api";
import type { QueryClient } from "@tanstack/react-query";
import type { AnyRouter } from "@tanstack/react-router";
import { eraseDrafts } from "./drafts";
import { hearTabs, markSignedOut, tellTabs, wasSignedOutHere } from "./tabs";

/** Why a session is over: what the edge says, or "ended" where it cannot tell. */
export const REASONS = [
  "ended",
  "timed_out",
  "signed_out",
  "ended_elsewhere",
  "access_removed",
] as const;
export type Reason = (typeof REASONS)[number];

/** What a refusal says about the session that it refused. */
export function reasonOf(error: unknown): Reason | undefined {
  const said = isProblem(error, "unauthenticated") ? error.document.because : undefined;
  return REASONS.find((reason) => reason === said);
}

/**
 * The one way out of a session, however it ends: to the login page, which says why and leads back to
 * the same place. Drafts stay, except where somebody logged out in this browser.
 */
export class SessionEnd {
  readonly #router: AnyRouter;
  readonly #queries: QueryClient;
  readonly portal: Portal;
  #leaving = false;

  constructor(router: AnyRouter, queries: QueryClient, portal: Portal) {
    this.#router = router;
    this.#queries = queries;
    this.portal = portal;
  }

  /** The session is over. Pages before sign-in ask, too, and stay where they are. */
  async leave(reason: Reason = "ended"): Promise<void> {
    if (this.#leaving || !this.#isSignedIn()) return;
    const signedOutHere = wasSignedOutHere(this.portal);
    if (signedOutHere) eraseDrafts(this.portal);
    const { href } = this.#router.latestLocation;
    await this.#toLogin({ from: href, because: signedOutHere ? "signed_out" : reason });
  }

  /**
   * Log out, here and in every tab; `end` ends more than this session. Throws a ProblemError, and
   * then nobody is logged out.
   */
  async signOut(end: () => Promise<unknown> = this.#logOut): Promise<void> {
    markSignedOut(this.portal);
    try {
      await end();
    } catch (error) {
      markSignedOut(this.portal, false);
      throw error;
    }
    eraseDrafts(this.portal);
    tellTabs(this.portal, { kind: "signed_out" });
    await this.#toLogin({});
  }

  /** Hear of other tabs where somebody logs in or out. `personId` is who is signed in here. */
  follow(personId: () => string | undefined): () => void {
    return hearTabs(this.portal, (news) => {
      if (news.kind === "signed_out") void this.leave("signed_out");
      else if (!this.#isSignedIn()) void this.#router.invalidate();
      // What is shown is somebody else's: all of it goes.
      else if (personId() !== news.personId) globalThis.location.reload();
    });
  }

  readonly #logOut = () => sessionLogout({ body: { portal: this.portal } });

  #isSignedIn(): boolean {
    const { latestLocation, state } = this.#router;
    return [state.matches, this.#router.matchRoutes(latestLocation)].every((matches) =>
      matches.some((match: { routeId: string }) => match.routeId === "/shell"),
    );
  }

  async #toLogin(search: { from?: string; because?: Reason }): Promise<void> {
    this.#leaving = true;
    try {
      await this.#router.navigate({ to: "/login", search });
      // What the pages of the session showed; the login page has begun to ask for its own.
      this.#queries.removeQueries({ predicate: (query) => query.getObserversCount() === 0 });
    } finally {
      this.#leaving = false;
    }
  }
}
