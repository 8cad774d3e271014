const NEWS = /^\/notifications(?=$|[/?#])/;

/**
 * Where a notification leads: a page of this portal, or another address of the agency's site. Null
 * for what is no path of the site, and for the list that it stands in.
 */
export function destinationOf(
  path: string | null,
  base: string,
): { inside: boolean; href: string } | null {
  if (!path || !/^\/(?![/\\])/.test(path)) return null;
  if (!path.startsWith(base)) return { inside: false, href: path };
  const within = path.slice(base.length);
  if (NEWS.test(within)) return null;
  if (within.startsWith("/")) return { inside: true, href: within };
  // The first page, and what it is asked for.
  if (/^($|[?#])/.test(within)) return { inside: true, href: `/${within}` };
  return { inside: false, href: path };
}
