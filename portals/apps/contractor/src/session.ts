import { type Me, sessionMeOptions } from "@portico/api";
import { useSuspenseQuery } from "@tanstack/react-query";

/** The portal that this application is. */
export const PORTAL = "contractor";

/** Who is signed in, and where. Known on every page of the frame. */
export function useMe(): Me {
  return useSuspenseQuery(sessionMeOptions({ query: { portal: PORTAL } })).data;
}
