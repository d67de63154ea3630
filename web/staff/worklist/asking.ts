/** The dialog that is open over the worklist. */
export type Asking = 'snooze' | 'assign' | 'finish' | 'drop' | 'promise' | 'contact' | 'hold';
