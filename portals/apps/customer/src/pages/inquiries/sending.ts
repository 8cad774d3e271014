import { isProblem } from "@portico/api";

const PAUSE_MILLISECONDS = 500;
const MOST_TRIES = 30;

/**
 * Sends a message that names files. Who keeps messages hears of a file a moment after it was taken:
 * until then the same message is sent again. Throws what else is wrong with it.
 */
export async function sendWithFiles<Answer>(send: () => Promise<Answer>): Promise<Answer> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await send();
    } catch (failure) {
      if (!isNotReady(failure) || tries === MOST_TRIES) throw failure;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }
}

const isNotReady = (failure: unknown) =>
  isProblem(failure) && failure.code === "attachment_not_ready";

/** The fields that the service found something wrong with. */
export const fieldsOf = (error: unknown): ReadonlySet<string> =>
  new Set(isProblem(error) ? error.fields.map(({ field }) => field.replace(/^body\./, "")) : []);
