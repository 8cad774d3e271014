import { useSearch } from "@tanstack/react-router";
import { WelcomePage } from "../../account/signin/welcome";

export function Welcome() {
  const { token, problem }: { token?: string; problem?: string } = useSearch({ strict: false });
  return <WelcomePage token={token} problem={problem} />;
}
