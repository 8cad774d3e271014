/** A signature as it is drawn: strokes of points in a square of 1000 to 400, as the service has it. */

export const WIDTH = 1000;
export const HEIGHT = 400;
const MOST_STROKES = 100;
const MOST_POINTS = 4000;
/** Nearer than this to the point before tells nothing more. */
const LEAST_STEP = 4;
/** Less than this in both directions is no signature but a slip of the pen. */
const LEAST_EXTENT = 40;

type Point = [x: number, y: number];
export type Stroke = Point[];

/** Where something on the page is within the square; what is outside is at its edge. */
export function pointIn(box: DOMRect, clientX: number, clientY: number): Point {
  const within = (value: number, most: number) => Math.round(Math.min(Math.max(value, 0), most));
  return [
    within(((clientX - box.left) / box.width) * WIDTH, WIDTH),
    within(((clientY - box.top) / box.height) * HEIGHT, HEIGHT),
  ];
}

/** A new stroke from here; the same where there are as many as can be. */
export function begun(strokes: readonly Stroke[], at: Point): Stroke[] {
  if (strokes.length >= MOST_STROKES || count(strokes) >= MOST_POINTS) return [...strokes];
  return [...strokes, [at]];
}

/** The last stroke goes on to here. */
export function drawn(strokes: readonly Stroke[], at: Point): Stroke[] {
  const last = strokes.at(-1);
  const before = last?.at(-1);
  if (!last || !before || count(strokes) >= MOST_POINTS) return [...strokes];
  if (Math.hypot(at[0] - before[0], at[1] - before[1]) < LEAST_STEP) return [...strokes];
  return [...strokes.slice(0, -1), [...last, at]];
}

/** Whether it can be seen. */
export function isSignature(strokes: readonly Stroke[]): boolean {
  const points = strokes.flat();
  if (points.length === 0) return false;
  const extent = (axis: 0 | 1) => {
    const values = points.map((point) => point[axis]);
    return Math.max(...values) - Math.min(...values);
  };
  return extent(0) >= LEAST_EXTENT || extent(1) >= LEAST_EXTENT;
}

const count = (strokes: readonly Stroke[]) =>
  strokes.reduce((sum, stroke) => sum + stroke.length, 0);
