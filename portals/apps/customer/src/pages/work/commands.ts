import {
  type ApprovalPreview,
  type ApproveRequest,
  customerApproveWork,
  customerPreviewSelectedWork,
  customerPreviewUndoOfApproval,
  customerReturnWork,
  customerUndoApproval,
  type RefusedEntry,
  type SelectionBody,
  type UndoPreview,
} from "@portico/api";

/** What a contact can do with logged work, one entry or many. */
export type CommandKind = "approve" | "return" | "undo";

/** What a command would cover. Only an approval says what it costs and what stands out. */
export type Preview = UndoPreview & Partial<Pick<ApprovalPreview, "amounts" | "stands_out">>;

export interface Result {
  kind: CommandKind;
  done: readonly string[];
  refused: readonly RefusedEntry[];
  /** What the approval can be taken back by, as long as it can. */
  approvalId: string | null;
}

export async function previewOf(kind: CommandKind, body: SelectionBody): Promise<Preview> {
  if (kind === "undo") {
    return (await customerPreviewUndoOfApproval({ body, throwOnError: true })).data;
  }
  return {
    final_at: null,
    ...(await customerPreviewSelectedWork({ body, throwOnError: true })).data,
  };
}

/** Does it once per `key`, however often it is sent. Throws a ProblemError. */
export async function carryOut(
  kind: CommandKind,
  body: ApproveRequest,
  key: string,
  reason = "",
): Promise<Result> {
  const headers = { "Idempotency-Key": key };
  switch (kind) {
    case "approve": {
      const { data } = await customerApproveWork({ body, headers, throwOnError: true });
      return { kind, done: data.approved, refused: data.refused, approvalId: data.approval_id };
    }
    case "return": {
      const { data } = await customerReturnWork({
        body: { ...body, reason },
        headers,
        throwOnError: true,
      });
      return { kind, done: data.returned, refused: data.refused, approvalId: null };
    }
    case "undo": {
      const { data } = await customerUndoApproval({ body, headers, throwOnError: true });
      return { kind, done: data.undone, refused: data.refused, approvalId: null };
    }
  }
}

/** Takes back all that was approved in one go. Throws a ProblemError. */
export async function undoWhole(approvalId: string): Promise<Result> {
  const { data } = await customerUndoApproval({
    body: { approval_id: approvalId },
    headers: { "Idempotency-Key": crypto.randomUUID() },
    throwOnError: true,
  });
  return { kind: "undo", done: data.undone, refused: data.refused, approvalId: null };
}
