import type { Charge, TransactionDetails } from "@portico/api";
import { Money, negated, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import classes from "./calculation.module.css";
import { netField } from "./states";

/** How the net came about: gross, less each deduction, and each tax that is added. */
export function Calculation({ of }: { of: TransactionDetails }) {
  const { t } = useTranslation("payments");
  return (
    <dl className={classes.list}>
      <div className={classes.row}>
        <dt>{t("fields.gross")}</dt>
        <dd>
          <Money amount={of.gross} />
        </dd>
      </div>
      {of.deduction_lines.map((line) => (
        <ChargeRow key={line.code} line={line} isTaken />
      ))}
      {of.tax_lines.map((line) => (
        <ChargeRow key={line.code} line={line} />
      ))}
      <div className={classes.row} data-total>
        <dt>{t(netField(of))}</dt>
        <dd>
          <Money amount={of.net} />
        </dd>
      </div>
    </dl>
  );
}

function ChargeRow({ line, isTaken = false }: { line: Charge; isTaken?: boolean }) {
  const { t, i18n } = useTranslation("payments");
  const formats = useFormats();
  const name = line.names[i18n.language] ?? line.names.en ?? line.code;
  return (
    <div className={classes.row} data-part>
      <dt>
        {line.percent
          ? t("charge", {
              name,
              percent: formats.percent(line.percent),
              base: formats.money(line.base),
            })
          : name}
      </dt>
      <dd>
        <Money amount={isTaken ? negated(line.amount) : line.amount} />
      </dd>
    </div>
  );
}
