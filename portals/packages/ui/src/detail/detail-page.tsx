import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Page } from "../components/page";
import { ErrorState, MissingParts, RowsSkeleton } from "../components/states";
import classes from "./detail-page.module.css";

/** The page of one thing, once it is there. */
interface Detail {
  title: string;
  lead?: ReactNode;
  /** The primary action. */
  action?: ReactNode;
  /** What it is and where it stands: status and facts. */
  summary: ReactNode;
  /** What comes next, and who has to act. */
  next?: ReactNode;
  /** What happened to it. */
  history?: ReactNode;
  /** Its document; beside the rest where there is room. */
  document?: ReactNode;
  /** The document is what one comes to read: it has the larger half. */
  isRead?: boolean;
  /** What it is made of: lines, parts. */
  content?: ReactNode;
  /** Parts of it that did not come in time. */
  missing?: readonly string[];
}

interface Props<Data> {
  query: UseQueryResult<Data, unknown>;
  /** Its title while it is not known yet. */
  title: string;
  /** The way back to the list. */
  back: ReactNode;
  children: (data: Data) => Detail;
}

/** One thing at its own address: loading, failed, or there with all that is known about it. */
export function DetailPage<Data>({ query, title, back, children }: Props<Data>) {
  if (query.data === undefined) {
    return (
      <Page title={title} back={back}>
        {query.isError ? (
          <ErrorState isOfAddress error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <RowsSkeleton rows={4} height={96} />
        )}
      </Page>
    );
  }
  const shown = children(query.data);
  return (
    <Page title={shown.title} lead={shown.lead} action={shown.action} back={back}>
      <MissingParts missing={shown.missing} onRetry={() => void query.refetch()} />
      <div
        className={classes.columns}
        data-document={shown.document ? (shown.isRead ? "read" : "beside") : undefined}
      >
        <div className={classes.main}>
          {shown.summary}
          {shown.next}
          {shown.history}
          {shown.content}
        </div>
        {shown.document && <div className={classes.document}>{shown.document}</div>}
      </div>
    </Page>
  );
}
