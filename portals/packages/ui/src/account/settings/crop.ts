/** The square of a picture that is kept, in the picture's own pixels. */

interface Size {
  width: number;
  height: number;
}

export interface Crop {
  left: number;
  top: number;
  side: number;
}

/** More than this would only show single pixels. */
export const LEAST_SIDE = 64;
const MOST_ZOOM = 8;

/** The largest square, in the middle. */
export function middle(size: Size): Crop {
  const side = Math.min(size.width, size.height);
  return { left: (size.width - side) / 2, top: (size.height - side) / 2, side };
}

/** The square moved by so many of the picture's pixels, as far as the picture goes. */
export function moved(size: Size, crop: Crop, right: number, down: number): Crop {
  return inside(size, { ...crop, left: crop.left + right, top: crop.top + down });
}

/** The square at another zoom (1: the largest), around its own middle. */
export function zoomed(size: Size, crop: Crop, zoom: number): Crop {
  const most = Math.min(size.width, size.height);
  const side = Math.min(most, Math.max(most / zoom, Math.min(LEAST_SIDE, most)));
  return inside(size, {
    left: crop.left + (crop.side - side) / 2,
    top: crop.top + (crop.side - side) / 2,
    side,
  });
}

export function zoomOf(size: Size, crop: Crop): number {
  return Math.min(size.width, size.height) / crop.side;
}

/** How far it can be zoomed in. */
export function mostZoom(size: Size): number {
  return Math.max(1, Math.min(MOST_ZOOM, Math.min(size.width, size.height) / LEAST_SIDE));
}

function inside(size: Size, { left, top, side }: Crop): Crop {
  return {
    left: Math.min(Math.max(left, 0), size.width - side),
    top: Math.min(Math.max(top, 0), size.height - side),
    side,
  };
}
