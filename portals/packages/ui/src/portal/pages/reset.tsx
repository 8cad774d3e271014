import { useSearch } from "@tanstack/react-router";
import { ResetPage } from "../../account/signin/reset";

export function Reset() {
  const { token }: { token?: string } = useSearch({ strict: false });
  return <ResetPage token={token} />;
}
