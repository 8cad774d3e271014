const LOGIN = "/login";

/**
 * The address in this portal that somebody wanted before signing in, the portal's own path in
 * front; its first page where there is none, or where it leads anywhere else.
 */
export function returnPath(from: string | undefined, basepath: string): string {
  if (!from || !isLocal(from)) return basepath;
  const path =
    from.startsWith(basepath) && /^(?:$|[/?#])/.test(from.slice(basepath.length))
      ? from
      : `${basepath}${from === "/" ? "" : from}`;
  const url = new URL(path, "https://here.invalid");
  if (url.origin !== "https://here.invalid") return basepath;
  // A path may climb only within the portal.
  if (url.pathname !== basepath && !url.pathname.startsWith(`${basepath}/`)) return basepath;
  // Who is signed in has no use for the page that asks for it.
  if (url.pathname === `${basepath}${LOGIN}`) return basepath;
  return `${url.pathname}${url.search}${url.hash}`;
}

function isLocal(path: string): boolean {
  return /^\/(?![/\\])[!-[\]-~]*$/.test(path);
}
