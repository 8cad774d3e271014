/** What the edge answers when something cannot be done: a problem document (RFC 9457). */

interface FieldProblem {
  field: string;
  reason: string;
  [more: string]: unknown;
}

/** A refused or failed request. `code` is stable; `detail` is for people, in English. */
export class ProblemError extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly requestId: string | undefined;
  readonly fields: FieldProblem[];
  readonly retryAfterSeconds: number | undefined;
  readonly document: Record<string, unknown>;

  constructor(document: Record<string, unknown>, status: number, headers?: Headers) {
    super(String(document.detail ?? document.title ?? `HTTP ${status}`));
    this.name = "ProblemError";
    this.status = status;
    this.code = String(document.code ?? "internal");
    this.detail = this.message;
    this.requestId = text(document.request_id) ?? headers?.get("x-request-id") ?? undefined;
    this.fields = Array.isArray(document.errors) ? document.errors : [];
    const seconds = Number(headers?.get("retry-after"));
    this.retryAfterSeconds = Number.isFinite(seconds) && seconds > 0 ? seconds : undefined;
    this.document = document;
  }
}

export function isProblem(error: unknown, code?: string): error is ProblemError {
  return error instanceof ProblemError && (code === undefined || error.code === code);
}

/** The error of an answer; `status` 0 and code `offline` when there was none at all. */
export function problemOf(error: unknown, response: Response | undefined): ProblemError {
  if (error instanceof ProblemError) return error;
  if (response === undefined) return new ProblemError({ code: "offline" }, 0);
  const document = isRecord(error) ? error : {};
  return new ProblemError(document, response.status, response.headers);
}

type ProblemListener = (problem: ProblemError) => Promise<void>;
let heard: ProblemListener = async () => {};

/** Do this with each refusal or failure before the call that had it throws. It must not reject. */
export function onProblem(act: ProblemListener): void {
  heard = act;
}

/** What to throw for a call that failed, when all who want to know of it first have heard. */
export async function failed(
  error: unknown,
  response: Response | undefined,
): Promise<ProblemError> {
  const problem = problemOf(error, response);
  await heard(problem);
  return problem;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
