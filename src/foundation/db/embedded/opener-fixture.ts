import { openEmbeddedDatabase } from './launch.ts';

// A second dunlin process for the tests: opens the database of its first argument, says so, and holds it until it is told to
// release it or is killed.
const dataDir = process.argv[2];
if (dataDir === undefined) throw new Error('name the data folder');
const database = await openEmbeddedDatabase({ dataDir });
console.log(JSON.stringify({ ownerUrl: database.ownerUrl, appUrl: database.appUrl, where: database.where, notes: database.notes }));
process.stdin.once('data', () => {
  void database.release().then(() => process.exit(0));
});
