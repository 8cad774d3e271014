import { type Document, ProblemError } from "@portico/api";
import { describe, expect, it } from "vitest";
import { whenRendered } from "./when-rendered";

const document = (state: Document["state"]) => ({ document_id: "d", state }) as Document;

/** Gives each of these in turn, and then the last again and again. */
function looks(...answers: (Document | Error | undefined)[]) {
  let at = 0;
  return async () => {
    const answer = answers[Math.min(at, answers.length - 1)];
    at += 1;
    if (answer instanceof Error) throw answer;
    return answer;
  };
}

const wait = (look: () => Promise<Document | undefined>, times = 5) =>
  whenRendered({ look, pause: async () => {}, times });

describe("waiting for a document", () => {
  it("goes on while it is unknown or ordered, until it is rendered", async () => {
    const look = looks(undefined, document("ordered"), document("rendered"));
    await expect(wait(look)).resolves.toMatchObject({ state: "rendered" });
  });

  it("ends at once when it cannot be made", async () => {
    await expect(wait(looks(document("failed")))).rejects.toMatchObject({
      code: "document_failed",
    });
  });

  it("ends after so many looks", async () => {
    await expect(wait(looks(undefined), 3)).rejects.toMatchObject({ code: "document_late" });
  });

  it("does not hide another failure", async () => {
    const away = new ProblemError({ code: "unavailable" }, 503);
    await expect(wait(looks(away))).rejects.toBe(away);
  });
});
