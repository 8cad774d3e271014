/**
 * Where a notification leads: a page of this portal, or another address of the agency's site. Null
 * for what is no path of the site.
 */
export function destinationOf(
  path: string | null,
  base: string,
): { inside: boolean; href: string } | null {
  if (!path || !/^\/(?![/\\])/.test(path)) return null;
  if (path === base) return { inside: true, href: "/" };
  if (path.startsWith(`${base}/`)) return { inside: true, href: path.slice(base.length) };
  return { inside: false, href: path };
}
