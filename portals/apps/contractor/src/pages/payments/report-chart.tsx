import "@mantine/charts/styles.css";
import { BarChart } from "@mantine/charts";
import type { CurrencyReport } from "@portico/api";
import { isMonth, major, useFormats } from "@portico/ui";
import { useTranslation } from "react-i18next";
import { barsOf } from "./shaping";

/** Each has 3 : 1 on the ground of both themes. The first is the agency's; the last is the rest. */
const COLOURS = ["var(--accent)", "#2f7fd1", "#0f8a6c", "#b7791f", "#8b5cf6"];
const OTHERS = "#7b828c";

export const CHART_HEIGHT = 280;

/** Net by month, stacked by client. The table below has the same figures. */
export default function ReportChart({ report }: { report: CurrencyReport }) {
  const { t } = useTranslation("payments");
  const formats = useFormats();
  const { series, bars } = barsOf(report);
  const { currency } = report;
  const first = report.months[0]?.month ?? "";
  const last = report.months.at(-1)?.month ?? "";
  return (
    <div
      role="img"
      aria-label={t("report.chart", {
        currency,
        from: formats.month(first),
        to: formats.month(last),
      })}
    >
      <BarChart
        h={CHART_HEIGHT}
        data={bars}
        dataKey="month"
        type="stacked"
        series={series.map(({ key, name }, at) => ({
          name: key,
          label: name ?? t("report.others"),
          color: name === null ? OTHERS : (COLOURS[at] ?? OTHERS),
        }))}
        withLegend={series.length > 1}
        legendProps={{ verticalAlign: "bottom" }}
        tickLine="none"
        gridAxis="x"
        maxBarWidth={48}
        valueFormatter={(minor) => formats.money({ amount_minor: minor, currency })}
        xAxisProps={{ tickFormatter: (month: string) => formats.month(month, "short") }}
        yAxisProps={{
          width: 64,
          tickFormatter: (minor: number) =>
            formats.number(major({ amount_minor: minor, currency }), 0),
        }}
        tooltipProps={{
          // Before a bar is pointed at there is no month.
          labelFormatter: (month) => (isMonth(String(month)) ? formats.month(String(month)) : ""),
        }}
        barProps={{ isAnimationActive: false }}
        // What is inside an image is not for the keyboard; the table is.
        barChartProps={{ accessibilityLayer: false }}
      />
    </div>
  );
}
