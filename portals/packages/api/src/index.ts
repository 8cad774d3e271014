/** The edge, as a portal calls it: the generated client, its problems as errors, live updates. */

export { configureClient } from "./client";
export { type Download, download } from "./download";
export * from "./generated/@tanstack/react-query.gen";
export * from "./generated/sdk.gen";
export * from "./generated/types.gen";
export { viewsOfOperation } from "./live";
export type { StaleViews } from "./live/line";
export { followLive } from "./live/tabs";
export { isProblem, onProblem, ProblemError, problemOf } from "./problem";
export { upload } from "./upload";
