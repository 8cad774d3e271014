import { type Me, type Portal, sessionMeOptions } from "@portico/api";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useBoot } from "../context";

/** Who is signed in, and where. Known on every page of the frame. */
export function useMe(): Me & { portal: Portal } {
  const { portal } = useBoot();
  const me = useSuspenseQuery(sessionMeOptions({ query: { portal } })).data;
  return { ...me, portal };
}
