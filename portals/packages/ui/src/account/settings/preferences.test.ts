import { expect, test } from "vitest";
import { choicesOf, withChoice } from "./preferences";

const PREFERENCES = {
  digest_hour: 8,
  time_zone: "America/Toronto",
  kinds: [
    {
      kind: "payment_made",
      subject: "A payment was made",
      choice: "at_once",
      can_be_changed: true,
    },
    { kind: "work_returned", subject: "Work was returned", choice: "daily", can_be_changed: true },
    {
      kind: "password_changed",
      subject: "Password changed",
      choice: "at_once",
      can_be_changed: false,
    },
  ],
} satisfies Parameters<typeof choicesOf>[0];

test("what always comes is no choice and is not sent", () => {
  expect(choicesOf(PREFERENCES)).toEqual({
    digest_hour: 8,
    choices: { payment_made: "at_once", work_returned: "daily" },
  });
});

test("one kind changes and the others stay", () => {
  const changed = withChoice(PREFERENCES, "payment_made", "never");
  expect(choicesOf(changed).choices).toEqual({ payment_made: "never", work_returned: "daily" });
  expect(choicesOf(PREFERENCES).choices.payment_made).toBe("at_once");
});
