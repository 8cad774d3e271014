import { expect, test } from "vitest";
import { sha256Of } from "./hash";

test("the hash is the one that everybody else finds", async () => {
  expect(await sha256Of(new Blob(["abc"]))).toBe(
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});
