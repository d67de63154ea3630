/** The ladder of a simulated year, and what it becomes when somebody changes it in the middle of the year. */

const step = (key: string, offsetDays: number, tone: 'friendly' | 'firm' | 'final', template: string) => ({
  key,
  offsetDays,
  channels: ['email'],
  template,
  tone,
  audience: ['payables', 'management'],
});

const upcoming = step('upcoming', -3, 'friendly', 'reminder_upcoming');

export const LADDERS = [
  {
    code: 'year',
    name: 'The first ladder',
    steps: [
      upcoming,
      step('friendly', 3, 'friendly', 'reminder_friendly'),
      step('firm', 10, 'firm', 'reminder_firm'),
      { ...step('call', 16, 'firm', 'reminder_firm'), channels: ['call'] },
      step('final', 24, 'final', 'reminder_final'),
    ],
    minOpen: '5.00',
  },
  // Slower, and the call falls away.
  {
    code: 'year',
    name: 'The second ladder',
    steps: [
      upcoming,
      step('friendly', 4, 'friendly', 'reminder_friendly'),
      step('firm', 14, 'firm', 'reminder_firm'),
      step('final', 30, 'final', 'reminder_final'),
    ],
    minOpen: '20.00',
  },
  // The second reminder goes by another name, and a third one stands before the last.
  {
    code: 'year',
    name: 'The third ladder',
    steps: [
      upcoming,
      step('friendly', 4, 'friendly', 'reminder_friendly'),
      step('second', 12, 'firm', 'reminder_firm'),
      step('third', 20, 'firm', 'reminder_firm'),
      step('final', 28, 'final', 'reminder_final'),
    ],
    minOpen: '20.00',
    minDaysBetween: 4,
  },
] as const;

/** How far up a step stands, whatever it is called: what took the place of another stands where that stood. */
export const RUNG: Readonly<Record<string, number>> = { upcoming: 0, friendly: 1, firm: 2, second: 2, call: 3, third: 3, final: 4 };

/** The first days before the due day on which a receivable is looked at. */
export const HORIZON_DAYS = 3;
