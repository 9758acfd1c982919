/** Files that a person of these tests chooses, and what is in them. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tokenFromElsewhere } from './desk.js';

/** Where the person looks for what is to be opened. */
const tray = ({ dataDir }, name) => join(dataDir, 'imports', name);

export const PROJECT = 'store-visits';
export const APP_FILE = `${PROJECT}/src/app/app-hsmeta.json`;

/** Puts a file where the person looks for one to choose. */
export function layBefore(set, name, text) {
  write(tray(set, name), text);
}

export function takeAway(set, name) {
  rmSync(tray(set, name), { recursive: true, force: true });
}

/** What a file that lies before the person holds now. */
export function lyingThere(set, name) {
  return readFileSync(tray(set, name), 'utf8');
}

function write(path, text) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** The certificate of a company's network. */
const COMPANY = [
  '-----BEGIN CERTIFICATE-----',
  'MIIByDCCAW+gAwIBAgIUIFxYMEZIq6jx92b0fcLxonYcLO0wCgYIKoZIzj0EAwIw',
  'OTEVMBMGA1UECgwMS2VlcGVyIFdvcmtzMSAwHgYDVQQDDBdLZWVwZXIgV29ya3Mg',
  'TmV0d29yayBDQTAgFw0yNjEyMDExMTAxNThaGA8yMTI2MTEwNzExMDE1OFowOTEV',
  'MBMGA1UECgwMS2VlcGVyIFdvcmtzMSAwHgYDVQQDDBdLZWVwZXIgV29ya3MgTmV0',
  'd29yayBDQTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABDdoVZ3hf/CTvIbGPFyi',
  'moZ9Z2QaRA9GyHA+k9JCJ/1BD4CxgRSsUaAGKn2XwbprgB4jCbqfe0usRKssNwTP',
  '/8ajUzBRMB0GA1UdDgQWBBSZ566QWhXn4E8d0mzrx573XIKwVTAfBgNVHSMEGDAW',
  'gBSZ566QWhXn4E8d0mzrx573XIKwVTAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49',
  'BAMCA0cAMEQCIDlLpilVXG+scgwFosm7YlwtZ2a/dk9/C5mBVs6E7VvXAiBa8a1U',
  '5D6GnMfrdXs6/MFM+1aDn9zGRy5yeP+XP0wU3Q==',
  '-----END CERTIFICATE-----',
  '',
];

export function layCertificate(set) {
  layBefore(set, 'company.pem', COMPANY.join('\n'));
}

/** A CSV file of refresh tokens: two that are good, and one that was never given out. */
export async function layTokens(set, app, accounts) {
  const lines = ['hub_id,refresh_token'];
  for (const account of accounts) lines.push(`${set.practice.account(account).hub_id},${await tokenFromElsewhere(set, app, account)}`);
  layBefore(set, 'tokens.csv', [...lines, ',na1-never-given-out', ''].join('\n'));
}

/** An app as a developer project has it. */
export function appFile({ redirectUrl }, more = {}) {
  return {
    uid: 'store_visits',
    type: 'app',
    config: {
      name: 'Store Visits',
      description: 'Notes each visit to a shop on its company.',
      distribution: 'private',
      auth: {
        type: 'oauth',
        redirectUrls: [redirectUrl],
        requiredScopes: ['oauth', 'crm.objects.contacts.read', 'crm.objects.contacts.write', 'timeline'],
        optionalScopes: ['automation'],
        conditionallyRequiredScopes: [],
        ...more,
      },
      permittedUrls: { fetch: [], iframe: [], img: [] },
      support: { supportEmail: '${support_email}', documentationUrl: 'https://keeper-works.example/docs', supportUrl: '', supportPhone: '' },
    },
  };
}

/** A developer project with a placeholder and two profiles. */
export function layProject(set) {
  layBefore(set, `${PROJECT}/hsproject.json`, JSON.stringify({ name: PROJECT, srcDir: 'src', platformVersion: '2026.03' }));
  const profile = (accountId, support_email) => JSON.stringify({ accountId, variables: { support_email } });
  layBefore(set, `${PROJECT}/hsprofile.staging.json`, profile(148191685, 'staging@keeper-works.example'));
  layBefore(set, `${PROJECT}/hsprofile.production.json`, profile(9264300, 'apps@keeper-works.example'));
  layAppFile(set);
}

export function layAppFile(set, more) {
  layBefore(set, APP_FILE, JSON.stringify(appFile(set, more), null, 2));
}

/** HubSpot's CLI is set up on this computer, for an account that is known and three that aren't. */
export function setUpCli({ dataDir, practice }) {
  const account = (name, id, type) => `  - name: ${name}\n    accountId: ${id}\n    env: prod\n    authType: personalaccesskey\n    accountType: ${type}\n    personalAccessKey: a-key-that-is-never-kept\n`;
  const accounts = [
    account('Harbour Dental', practice.account('Harbour Dental').hub_id, 'STANDARD'),
    account('Keeper Works', 51_000_001, 'APP_DEVELOPER'),
    account('Release checks', 51_000_002, 'DEVELOPER_TEST'),
    account('Ledger sandbox', 51_000_003, 'STANDARD_SANDBOX'),
  ];
  write(cliConfig(dataDir), `defaultAccount: 51000001\naccounts:\n${accounts.join('')}`);
}

export function removeCli({ dataDir }) {
  rmSync(cliConfig(dataDir), { force: true });
}

const cliConfig = (dataDir) => join(dataDir, 'home/.hscli/config.yml');

/** Writes the status as the window would, and lays it before the person of another program. */
export async function handOverStatus(from, to) {
  const { path } = await from.bridge.call('status_share');
  layBefore(to, 'portalkeeper-status.json', readFileSync(path, 'utf8'));
}
