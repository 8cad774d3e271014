import { cleanup, renderHook, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { usePasskeyInField } from "./passkey-login";

const asked = vi.hoisted(() => ({ begun: vi.fn(), answer: vi.fn() }));
vi.mock("@portico/api", () => ({ sessionBeginPasskeyLogin: asked.begun }));
vi.mock("../passkeys", () => ({
  offersInField: () => Promise.resolve(true),
  signWith: asked.answer,
}));

/** A question that stays open until it is answered, or stopped. */
function question() {
  let say: (passkey: object | null) => void = () => undefined;
  asked.answer.mockImplementation(
    (_options: unknown, { signal }: { signal: AbortSignal }) =>
      new Promise((resolve) => {
        say = resolve;
        signal.addEventListener("abort", () => resolve(null));
      }),
  );
  return (passkey: object) => say(passkey);
}

beforeEach(() => asked.begun.mockResolvedValue({ data: { options: {} } }));
afterEach(() => {
  cleanup();
  vi.clearAllMocks();
});

test("a passkey is asked for again after the button, while the page is open", async () => {
  question();
  const { result } = renderHook(() => usePasskeyInField(() => Promise.resolve()));
  await waitFor(() => expect(asked.answer).toHaveBeenCalledTimes(1));
  result.current.stop();
  result.current.start();
  await waitFor(() => expect(asked.answer).toHaveBeenCalledTimes(2));
});

test("nothing is asked for any more once the page is left", async () => {
  question();
  const { result, unmount } = renderHook(() => usePasskeyInField(() => Promise.resolve()));
  await waitFor(() => expect(asked.answer).toHaveBeenCalledTimes(1));
  result.current.stop();
  unmount();
  result.current.start();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(asked.begun).toHaveBeenCalledTimes(1);
});

test("an answer that comes with the stop is nobody's", async () => {
  const answer = question();
  const onPasskey = vi.fn(() => Promise.resolve());
  const { result } = renderHook(() => usePasskeyInField(onPasskey));
  await waitFor(() => expect(asked.answer).toHaveBeenCalledTimes(1));
  answer({ id: "key" });
  result.current.stop();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(onPasskey).not.toHaveBeenCalled();
});
