/** German. Every key of the English catalogue stands in it, in the same shape. */
import accounts from './de/accounts.json';
import activity from './de/activity.json';
import adopt from './de/adopt.json';
import app from './de/app.json';
import apps from './de/apps.json';
import backup from './de/backup.json';
import common from './de/common.json';
import decoder from './de/decoder.json';
import doctor from './de/doctor.json';
import exits from './de/exits.json';
import finding from './de/finding.json';
import guide from './de/guide.json';
import health from './de/health.json';
import install from './de/install.json';
import installation from './de/installation.json';
import installations from './de/installations.json';
import nav from './de/nav.json';
import palette from './de/palette.json';
import practice from './de/practice.json';
import problem from './de/problem.json';
import project from './de/project.json';
import settings from './de/settings.json';
import time from './de/time.json';
import tray from './de/tray.json';
import vault from './de/vault.json';
import welcome from './de/welcome.json';
import type { en } from './en';

type Shape<T> = { [K in keyof T]: T[K] extends string ? string : T[K] extends object ? Shape<T[K]> : never };

export const de: Shape<typeof en> = {
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
