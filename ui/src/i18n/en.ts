/** English: the language that the others are measured by. */
import accounts from './en/accounts.json';
import activity from './en/activity.json';
import adopt from './en/adopt.json';
import app from './en/app.json';
import apps from './en/apps.json';
import backup from './en/backup.json';
import common from './en/common.json';
import decoder from './en/decoder.json';
import doctor from './en/doctor.json';
import exits from './en/exits.json';
import finding from './en/finding.json';
import guide from './en/guide.json';
import health from './en/health.json';
import install from './en/install.json';
import installation from './en/installation.json';
import installations from './en/installations.json';
import nav from './en/nav.json';
import palette from './en/palette.json';
import practice from './en/practice.json';
import problem from './en/problem.json';
import project from './en/project.json';
import settings from './en/settings.json';
import time from './en/time.json';
import tray from './en/tray.json';
import vault from './en/vault.json';
import welcome from './en/welcome.json';

export const en = {
  accounts,
  activity,
  adopt,
  app,
  apps,
  backup,
  common,
  decoder,
  doctor,
  exits,
  finding,
  guide,
  health,
  install,
  installation,
  installations,
  nav,
  palette,
  practice,
  problem,
  project,
  settings,
  time,
  tray,
  vault,
  welcome,
};
