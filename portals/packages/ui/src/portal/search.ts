import * as z from "zod/mini";
import { isDay, isMonth } from "../days";

/** Parts of addresses. What is malformed counts as not said, so that an old link still opens. */
const lenient = <Kind extends z.ZodMiniType>(kind: Kind) => z.catch(z.optional(kind), undefined);

export const text = (most: number) =>
  lenient(z.string().check(z.trim(), z.minLength(1), z.maxLength(most)));
/** The edge knows the days of this century. */
const isOfTheBooks = (text: string) => text.startsWith("20");
export const day = lenient(z.string().check(z.refine(isDay), z.refine(isOfTheBooks)));
export const month = lenient(z.string().check(z.refine(isMonth), z.refine(isOfTheBooks)));
export const id = lenient(z.uuid());
export const cursor = text(500);
export const choice = <const T extends readonly [string, ...string[]]>(values: T) =>
  lenient(z.enum(values));
