import { customerShowOfferQueryKey, isProblem, type Offer } from "@portico/api";
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";

type Headers = { "Idempotency-Key": string };

/**
 * Sends an answer to an offer once, whatever is clicked: while it is under way a second click does
 * nothing, and the same answer after a lost one has the same key. The page shows what came of it,
 * and after a refusal how the offer is now.
 */
export function useAnswering(offerId: string) {
  const queries = useQueryClient();
  const queryKey = customerShowOfferQueryKey({ path: { offer_id: offerId } });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isUnderWay = useRef(false);
  const last = useRef({ answer: "", key: "" });
  const answer = async (
    body: object,
    send: (headers: Headers) => Promise<{ data: Offer }>,
  ): Promise<boolean> => {
    if (isUnderWay.current) return false;
    isUnderWay.current = true;
    const given = JSON.stringify(body);
    if (last.current.answer !== given) last.current = { answer: given, key: crypto.randomUUID() };
    setBusy(true);
    setError(null);
    try {
      const { data } = await send({ "Idempotency-Key": last.current.key });
      queries.setQueryData(queryKey, data);
      return true;
    } catch (failure) {
      setError(failure);
      void queries.invalidateQueries({ queryKey });
      return false;
    } finally {
      isUnderWay.current = false;
      setBusy(false);
    }
  };
  return { answer, busy, error, isOver: isOver(error) };
}

/** Whether trying again leads to nothing: the offer is no longer as it was when it was opened. */
const isOver = (error: unknown) => isProblem(error) && [403, 404, 409].includes(error.status);

/** What the service says is wrong with a field. */
export const reasonAt = (error: unknown, field: string): string | undefined =>
  isProblem(error) ? error.fields.find((one) => one.field.startsWith(field))?.reason : undefined;
