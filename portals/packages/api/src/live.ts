/** Which live views each operation of the edge shows: what goes stale with them. */
const VIEWS: Record<string, readonly string[]> = {
  contractorDashboard: ["dashboard"],
  contractorListTransactions: ["transactions"],
  contractorSummariseTransactions: ["transactions"],
  contractorShowTransaction: ["transactions", "documents"],
  contractorListPayments: ["payments"],
  contractorShowPayment: ["payments", "documents"],
  contractorShowReport: ["report"],
  contractorListTrail: ["trail"],
  contractorShowTrail: ["trail"],
  contractorListWorkOrders: ["work_orders"],
  contractorListWork: ["work"],
  contractorShowWork: ["work"],
  contractorSummariseWork: ["work"],
  contractorListDocuments: ["documents"],
  contractorShowDocument: ["documents"],
  contractorListNotifications: ["notifications"],
  contractorCountUnreadNotifications: ["notifications"],
  sessionMe: ["me", "agency"],
  sessionListSessions: ["me"],
  sessionListSignInMethods: ["me"],
  sessionShowFactors: ["me"],
  sessionShowProfile: ["me", "agency"],
};

/** The live views of an operation; an unknown operation follows the view that it is named after. */
export function viewsOfOperation(operation: string): readonly string[] {
  return VIEWS[operation] ?? [];
}
