import { customerShowCompanyOptions } from "@portico/api";
import { useQuery } from "@tanstack/react-query";

/** The name of the person's company; undefined while it is not known. */
export function useCompanyName(): string | undefined {
  return useQuery(customerShowCompanyOptions()).data?.name;
}
