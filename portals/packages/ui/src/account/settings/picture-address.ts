import { type Portal, sessionShowProfileOptions } from "@portico/api";
import { useQuery } from "@tanstack/react-query";

/** Where the own picture is; the etag makes a new picture a new address. */
export function pictureOf(portal: Portal, etag: string | null | undefined): string | undefined {
  if (!etag) return undefined;
  const version = encodeURIComponent(etag.replaceAll('"', ""));
  return `/api/session/profile/picture?portal=${portal}&v=${version}`;
}

/** The own picture, undefined while there is none. */
export function usePicture(portal: Portal): string | undefined {
  const { data } = useQuery(sessionShowProfileOptions({ query: { portal } }));
  return pictureOf(portal, data?.picture);
}
