import type { Sentences } from '../fill-sentence.ts';

/** Approvals, tasks and the runs of automations. */
export const WORK: Sentences = {
  'approval.changed':
    'Was angefragt wurde, hat sich seither geändert und wird nicht ausgeführt. Fragen Sie eine neue Freigabe an, und sehen Sie im Prüfpfad nach.',
  'approval.not_found': 'Diese Freigabe gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'approval.not_yours': 'Zurückziehen kann nur, wer angefragt hat. Lehnen Sie die Anfrage stattdessen ab.',
  'approval.own':
    'Niemand gibt frei, was er selbst angefragt hat. Lassen Sie eine zweite Person entscheiden, oder stellen Sie die Funktionstrennung auf „Allein“, wenn nur eine da ist.',
  'approval.state': [
    'Diese Anfrage ist bereits {state:approval}. Fragen Sie neu an, wenn sie noch gebraucht wird.',
    'Über diese Anfrage ist schon entschieden. Fragen Sie neu an, wenn sie noch gebraucht wird.',
  ],
  'decision.unspecified': 'Sagen Sie, wessen Entscheidungen gemeint sind: die zu einem Gegenstand oder die zu einem Kunden.',
  'run.busy': 'Der Lauf wird gerade ausgeführt. Warten Sie auf sein Ende; einer, der eine Viertelstunde schweigt, lässt sich übernehmen.',
  'run.ended': 'Der Lauf ist beendet; in ihm wird nichts mehr entschieden. Starten Sie einen neuen.',
  'run.not_found': 'Diesen Lauf gibt es in diesem Unternehmen nicht. Laden Sie die Seite neu.',
  'task.assignee_unknown': 'Diese Person arbeitet nicht in diesem Unternehmen. Wählen Sie einen aktiven Benutzer mit einer Rolle hier.',
  'task.not_found': 'Diese Aufgabe gibt es in diesem Unternehmen nicht. Laden Sie die Liste neu.',
  'task.snooze_past': [
    'Zurückstellen geht bis zu einem künftigen Tag; der {until:day} liegt nicht nach heute. Wählen Sie einen späteren Tag.',
    'Zurückstellen geht bis zu einem künftigen Tag. Wählen Sie einen späteren Tag.',
  ],
  'task.state': [
    'Diese Aufgabe ist bereits {state:task}; in ihr ist nichts mehr zu tun. Laden Sie die Liste neu.',
    'Diese Aufgabe ist schon beendet; in ihr ist nichts mehr zu tun. Laden Sie die Liste neu.',
  ],
};
