/** What an officer may do: 目录管理员, 审批人员, 印章管理员, 审计员, 运行管理员. */
export const roles = ['catalogue-administrator', 'approval-clerk', 'seal-keeper', 'auditor', 'operator'] as const;

export type Role = (typeof roles)[number];
