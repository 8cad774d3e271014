import { contractorListTrailOptions, contractorShowTrailOptions } from "@portico/api";
import type { TrailSearch } from "./search";

const PIECES_OF_A_PAGE = 20;

export const trailOptions = ({ state, work_order, cursor }: TrailSearch) =>
  contractorListTrailOptions({
    query: {
      state: state ?? "open",
      work_order_id: work_order,
      cursor,
      limit: PIECES_OF_A_PAGE,
    },
  });

export const trailDetailOptions = (workOrderId: string, periodStart: string) =>
  contractorShowTrailOptions({
    path: { work_order_id: workOrderId, period_start: periodStart },
  });
