import { type CurrentSession, type Portal, sessionMe } from "@portico/api";
import { useQueryClient } from "@tanstack/react-query";
import { redirect, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { useBoot } from "../../context";
import { isLanguage, speak } from "../../i18n";
import { markSignedOut, tellTabs } from "../../session/tabs";
import { returnPath } from "./paths";

/** After signing in: in the person's language to where the person wanted to go. */
export function useGoOn(from: string | undefined): (signedIn: CurrentSession) => Promise<void> {
  const router = useRouter();
  const queries = useQueryClient();
  const { portal } = useBoot();
  return useCallback(
    async (signedIn) => {
      // Nothing of who was signed in here before.
      queries.clear();
      const { language, person_id } = signedIn.person;
      markSignedOut(portal, false);
      tellTabs(portal, { kind: "signed_in", personId: person_id });
      if (isLanguage(language)) await speak(language);
      router.history.replace(returnPath(from, router.options.basepath ?? ""));
    },
    [router, queries, portal, from],
  );
}

/** For a route's `beforeLoad`: who is signed in already is led on. */
export async function goesOnWhenSignedIn(portal: Portal, from: string | undefined): Promise<void> {
  try {
    await sessionMe({ query: { portal } });
  } catch {
    // Nobody is signed in, or that cannot be told now: the page lets them try.
    return;
  }
  throw redirect({ href: returnPath(from, `/${portal}`), replace: true });
}
