import type { Sentences } from '../fill-sentence.ts';

/** Who may do what. */
export const ACCESS: Sentences = {
  'access.cross_site':
    'Diese Änderung kam nicht von einer Seite dieses Servers und wurde nicht ausgeführt. Öffnen Sie die App unter ihrer eigenen Adresse und versuchen Sie es dort noch einmal.',
  'access.last_owner': 'Damit hätte die Firma keinen aktiven Inhaber mehr. Machen Sie zuerst jemand anderen zum Inhaber.',
  'access.not_a_person': 'Das kann nur eine Person, kein API-Schlüssel. Melden Sie sich als die Person an, um die es geht.',
  'access.own_roles': 'Die eigenen Rollen lassen sich nicht ändern. Bitten Sie einen Inhaber oder einen anderen Administrator.',
  'access.role_beyond_own': [
    'Die Rolle „{role:role}“ darf mehr als Sie selbst; Sie können sie deshalb weder geben noch nehmen. Bitten Sie einen Inhaber.',
    'Diese Rolle darf mehr als Sie selbst; Sie können sie deshalb weder geben noch nehmen. Bitten Sie einen Inhaber.',
  ],
  'access.roles_conflict': [
    'Bei der Funktionstrennung „{profile:separation}“ darf eine Person nicht zugleich „{first:role}“ und „{second:role}“ sein. Geben Sie eine der Rollen jemand anderem, oder ändern Sie die Funktionstrennung.',
    'Die Funktionstrennung des Unternehmens erlaubt diese beiden Rollen nicht in einer Person. Geben Sie eine davon jemand anderem, oder ändern Sie die Funktionstrennung.',
  ],
  'access.scope_missing': [
    'Dafür fehlt Ihnen hier die Berechtigung „{scope:scope}“. Bitten Sie einen Administrator um eine Rolle, die sie hat.',
    'Dafür fehlt Ihnen hier die Berechtigung „{scope}“. Bitten Sie einen Administrator um eine Rolle, die sie hat.',
    'Dafür fehlt Ihnen hier die Berechtigung. Bitten Sie einen Administrator um eine Rolle, die sie hat.',
  ],
  'access.sign_in_failed': 'E-Mail und Passwort passen nicht zusammen. Prüfen Sie beides, oder bitten Sie einen Administrator um einen neuen Link.',
  'access.throttled': [
    'Es gab zu viele Anmeldeversuche. Warten Sie {retryAfterSeconds:minutes} min, und versuchen Sie es dann noch einmal.',
    'Es gab zu viele Anmeldeversuche. Warten Sie eine Weile, und versuchen Sie es dann noch einmal.',
  ],
  'access.unauthenticated': 'Sie sind nicht angemeldet, oder Ihre Sitzung ist abgelaufen. Melden Sie sich noch einmal an.',
  'access.wrong_password': 'Das jetzige Passwort stimmt nicht. Geben Sie das ein, mit dem Sie sich angemeldet haben.',
  'api_key.expiry_past': 'Der Schlüssel wäre schon abgelaufen. Wählen Sie ein späteres Ende oder keines.',
  'api_key.not_found': 'Diesen API-Schlüssel gibt es in der Firma nicht. Laden Sie die Liste neu.',
  'invitation.not_found': 'Dieser Link wurde schon benutzt, ersetzt oder ist abgelaufen. Bitten Sie einen Administrator um einen neuen.',
  'password.guessable':
    'Dieses Passwort gehört zu den ersten, die jeder versuchen würde: Adresse, Name, Tastenreihe oder Wiederholung. Wählen Sie ein anderes.',
  'password.too_long': ['Ein Passwort hat höchstens {maxCharacters:count} Zeichen. Kürzen Sie es.', 'Dieses Passwort ist zu lang. Kürzen Sie es.'],
  'password.too_short': [
    'Ein Passwort hat mindestens {minCharacters:count} Zeichen. Ein paar Wörter hintereinander merken sich leicht.',
    'Dieses Passwort ist zu kurz. Ein paar Wörter hintereinander merken sich leicht.',
  ],
  'preference.too_deep': 'Eine Einstellung Ihrer Ansicht ist zu tief verschachtelt und wurde nicht gespeichert. Vereinfachen Sie sie.',
  'preference.too_large': [
    'Eine Einstellung Ihrer Ansicht ist zu groß und wurde nicht gespeichert: höchstens {most:kilobytes} KB. Teilen Sie sie auf.',
    'Eine Einstellung Ihrer Ansicht ist zu groß und wurde nicht gespeichert. Teilen Sie sie auf.',
  ],
  'preference.too_many': [
    'Sie haben schon {most:count} gespeicherte Einstellungen, mehr werden nicht aufbewahrt. Entfernen Sie zuerst eine, etwa eine gespeicherte Ansicht.',
    'Sie haben so viele gespeicherte Einstellungen, wie aufbewahrt werden. Entfernen Sie zuerst eine, etwa eine gespeicherte Ansicht.',
  ],
  'setup.done': 'Diese Installation hat ihren ersten Benutzer schon. Melden Sie sich an, oder bitten Sie einen Inhaber um eine Einladung.',
  'setup.not_allowed':
    'Der erste Benutzer wird auf der Maschine selbst angelegt oder mit dem Einrichtungsschlüssel, den der Start dort im Terminal zeigt. Geben Sie diesen Schlüssel ein.',
  'user.email_taken': 'Einen Benutzer mit dieser E-Mail gibt es schon. Ändern Sie stattdessen dessen Rollen.',
  'user.not_found': 'Diesen Benutzer gibt es in der Firma nicht. Laden Sie die Liste neu.',
};
