import { RowTitle, TextLink, Unbroken } from "@portico/ui";
import { fromList } from "@portico/ui/portal";

interface Props {
  of: { transaction_id: string; number: string; work_order_title: string; company_name: string };
  /** From there one comes back to the place in the list. */
  isOfList?: boolean;
}

/** A transaction in a table: what it is for, with a link to it. */
export function TransactionTitle({ of, isOfList = false }: Props) {
  return (
    <RowTitle
      below={
        <>
          {of.company_name} · <Unbroken>{of.number}</Unbroken>
        </>
      }
    >
      <TextLink
        to="/payments/transactions/$transactionId"
        params={{ transactionId: of.transaction_id }}
        aria-label={`${of.work_order_title}, ${of.number}`}
        {...(isOfList ? { state: fromList } : {})}
      >
        {of.work_order_title}
      </TextLink>
    </RowTitle>
  );
}
