import type { Money as Amount, Charge, TransactionDetails } from "@portico/api";
import { Money, negated, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import classes from "./calculation.module.css";
import { netField } from "./states";

/**
 * How the net came about: gross, less each deduction, and each tax that is added. Under each stands
 * what the year came to with it, as the paystub says it.
 */
export function Calculation({ of }: { of: TransactionDetails }) {
  const { t } = useTranslation("payments");
  const year = of.year_to_date;
  const ofYear = new Map(year?.charges?.map((charge) => [charge.code, charge.amount]));
  return (
    <dl className={classes.list}>
      <div className={classes.row}>
        <dt>{t("fields.gross")}</dt>
        <dd>
          <Money amount={of.gross} />
          <ToDate year={year?.year} amount={year?.gross} />
        </dd>
      </div>
      {of.deduction_lines.map((line) => (
        <ChargeRow
          key={line.code}
          line={line}
          year={year?.year}
          ofYear={ofYear.get(line.code)}
          isTaken
        />
      ))}
      {of.tax_lines.map((line) => (
        <ChargeRow key={line.code} line={line} />
      ))}
      <div className={classes.row} data-total>
        <dt>{t(netField(of))}</dt>
        <dd>
          <Money amount={of.net} />
          <ToDate year={year?.year} amount={year?.net} />
        </dd>
      </div>
    </dl>
  );
}

/** What it came to in the year until then; nothing where that is not known. */
function ToDate({ year, amount }: { year: number | undefined; amount: Amount | undefined }) {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  if (year === undefined || amount === undefined) return null;
  return (
    <span className={classes.year}>
      {t("year_to_date", { year: String(year), amount: formats.money(amount) })}
    </span>
  );
}

function ChargeRow({
  line,
  year,
  ofYear,
  isTaken = false,
}: {
  line: Charge;
  year?: number | undefined;
  ofYear?: Amount | undefined;
  isTaken?: boolean;
}) {
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
        <ToDate year={year} amount={ofYear && (isTaken ? negated(ofYear) : ofYear)} />
      </dd>
    </div>
  );
}
