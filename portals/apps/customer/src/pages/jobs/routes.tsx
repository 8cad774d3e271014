import { readBoot, todayIn } from "@portico/ui";
import { lazyPage, shellRoute } from "@portico/ui/portal";
import { createRoute } from "@tanstack/react-router";
import { calendarOptions } from "./queries";
import { jobsSearch } from "./search";

const jobsRoute = createRoute({
  getParentRoute: () => shellRoute,
  path: "/jobs",
  validateSearch: jobsSearch,
  loaderDeps: ({ search: { job: _, ...search } }) => search,
  // Only starts to fetch, also when a link is pointed at; the page shows how far it is.
  loader: ({ context: { queries }, deps }) => {
    const { timeZone, weekStartsOn } = readBoot().agency;
    if (deps.view !== "list") {
      void queries.prefetchQuery(calendarOptions(deps, todayIn(timeZone), weekStartsOn));
    }
  },
  component: lazyPage(["jobs"], () => import("./jobs"), "Jobs"),
});

/** Jobs: shifts by month and week, as a calendar and as a list (K12). */
export const jobsRoutes = [jobsRoute] as const;
