import { describe, expect, it } from 'vitest';
import { formOfServer, lackingOf, newServer, serverOfForm, withSecurity } from './server-form.ts';

const words = { missing: 'needed', portWrong: 'no port' };
const kept = {
  host: 'smtp.example.com',
  port: 587,
  security: 'starttls',
  allowPlain: false,
  auth: { kind: 'password', user: 'billing@example.com' },
} as const;

describe('the port of a server', () => {
  it('follows the encryption', () => {
    const server = newServer('email');
    expect([server.port, withSecurity('email', server, 'starttls').port, withSecurity('email', server, 'none').port]).toEqual(['465', '587', '25']);
    const mailbox = newServer('mailbox');
    expect([mailbox.port, withSecurity('mailbox', mailbox, 'starttls').port]).toEqual(['993', '143']);
  });

  it('stays where somebody typed one of their own, and comes where none is', () => {
    const own = { ...newServer('email'), port: '2525' };
    expect(withSecurity('email', own, 'starttls').port).toBe('2525');
    expect(withSecurity('email', { ...own, port: '' }, 'starttls').port).toBe('587');
  });
});

describe('a server that is sent', () => {
  it('leaves a secret out that was not typed', () => {
    const form = formOfServer('email', kept);
    expect(form.password).toBe('');
    expect(serverOfForm(form)).toEqual(kept);
    expect(serverOfForm({ ...form, password: ' with blanks ' }).auth).toEqual({ ...kept.auth, password: ' with blanks ' });
  });

  it('says nothing of another way to sign in', () => {
    const form = { ...formOfServer('email', kept), password: 'secret', clientId: 'id', tokenUrl: ' https://login.example/token ', refreshToken: 'again' };
    expect(serverOfForm({ ...form, signIn: 'none' }).auth).toEqual({ kind: 'none' });
    expect(serverOfForm({ ...form, signIn: 'xoauth2' }).auth).toEqual({
      kind: 'xoauth2',
      user: 'billing@example.com',
      clientId: 'id',
      tokenUrl: 'https://login.example/token',
      refreshToken: 'again',
    });
  });

  it('is unprotected only where that was chosen, and chosen anew for each encryption', () => {
    const open = { ...withSecurity('email', newServer('email'), 'none'), allowPlain: true };
    expect(serverOfForm(open).allowPlain).toBe(true);
    expect(serverOfForm({ ...open, security: 'tls' }).allowPlain).toBe(false);
    expect(withSecurity('email', open, 'tls').allowPlain).toBe(false);
  });
});

describe('what a form lacks', () => {
  it('is told by its place, and only of the way to sign in that is chosen', () => {
    expect(lackingOf(newServer('email'), words)).toEqual({ host: 'needed', 'auth/user': 'needed' });
    expect(lackingOf({ ...newServer('email'), signIn: 'none', host: 'localhost', port: 'smtp' }, words)).toEqual({ port: 'no port' });
    expect(Object.keys(lackingOf({ ...newServer('email'), signIn: 'xoauth2' }, words))).toEqual(['host', 'auth/user', 'auth/clientId', 'auth/tokenUrl']);
    expect(lackingOf({ ...formOfServer('email', kept), port: '65536' }, words)).toEqual({ port: 'no port' });
    expect(lackingOf(formOfServer('email', kept), words)).toEqual({});
  });
});
