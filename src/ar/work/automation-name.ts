/** off: nothing. shadow: decide and record, do nothing. approve: a person releases. auto: do what is certain. */
export type AutomationMode = 'off' | 'shadow' | 'approve' | 'auto';

export const AUTOMATION_MODES: readonly AutomationMode[] = ['off', 'shadow', 'approve', 'auto'];

/** What runs by itself; each dunning policy is one (`dunning:<policy>`). */
export type Automation = 'cash_application' | 'invoicing' | `dunning:${string}`;

/** Those of which every company has one. */
export const COMPANY_AUTOMATIONS: readonly Automation[] = ['cash_application', 'invoicing'];

const AUTOMATION = /^(cash_application|invoicing|dunning:[A-Za-z0-9][A-Za-z0-9_.-]{0,99})$/;

export function isAutomation(text: string): text is Automation {
  return AUTOMATION.test(text);
}
