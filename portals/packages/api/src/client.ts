import { client } from "./generated/client.gen";
import { failed, type ProblemError } from "./problem";
import { BACKGROUND_HEADER, isBackground, watchUse } from "./use";

const DEADLINE_MILLISECONDS = 30_000;

/**
 * Point the generated client at this site. Every failed call then throws a ProblemError;
 * `onSignedOut` hears of each answer that says that the session is over, and why.
 */
export function configureClient(onSignedOut: (problem: ProblemError) => void): void {
  client.setConfig({
    baseUrl: globalThis.location.origin,
    credentials: "same-origin",
    throwOnError: true,
    // The edge answers unsafe requests only with it: no form of another site can send a header.
    headers: { "X-Portico": "1" },
    fetch: withDeadline,
  });
  watchUse(globalThis);
  client.interceptors.request.use((request) => {
    if (isBackground()) request.headers.set(BACKGROUND_HEADER, "1");
    return request;
  });
  client.interceptors.error.use(async (error, response) => {
    const problem = await failed(error, response);
    if (problem.status === 401 && problem.code === "unauthenticated") onSignedOut(problem);
    return problem;
  });
}

const withDeadline: typeof fetch = (input, init) => {
  const given = input instanceof Request ? input.signal : (init?.signal ?? undefined);
  const deadline = AbortSignal.timeout(DEADLINE_MILLISECONDS);
  const signal = given ? AbortSignal.any([given, deadline]) : deadline;
  return fetch(input, { ...init, signal });
};
