/**
 * The icons of the window, from Phosphor. Only what is named here lands in the bundle: to add one,
 * add its import and its row. Regular weight; fill only for the chosen nav item, findings and logos.
 */
import appWindow from '@phosphor-icons/core/assets/regular/app-window.svg?raw';
import appWindowFill from '@phosphor-icons/core/assets/fill/app-window-fill.svg?raw';
import archive from '@phosphor-icons/core/assets/regular/archive.svg?raw';
import arrowClockwise from '@phosphor-icons/core/assets/regular/arrow-clockwise.svg?raw';
import arrowCounterClockwise from '@phosphor-icons/core/assets/regular/arrow-counter-clockwise.svg?raw';
import arrowDown from '@phosphor-icons/core/assets/regular/arrow-down.svg?raw';
import arrowElbowDownRight from '@phosphor-icons/core/assets/regular/arrow-elbow-down-right.svg?raw';
import arrowLeft from '@phosphor-icons/core/assets/regular/arrow-left.svg?raw';
import arrowRight from '@phosphor-icons/core/assets/regular/arrow-right.svg?raw';
import arrowSquareOut from '@phosphor-icons/core/assets/regular/arrow-square-out.svg?raw';
import arrowUDownLeft from '@phosphor-icons/core/assets/regular/arrow-u-down-left.svg?raw';
import arrowUp from '@phosphor-icons/core/assets/regular/arrow-up.svg?raw';
import arrowsClockwise from '@phosphor-icons/core/assets/regular/arrows-clockwise.svg?raw';
import arrowsLeftRight from '@phosphor-icons/core/assets/regular/arrows-left-right.svg?raw';
import bell from '@phosphor-icons/core/assets/regular/bell.svg?raw';
import bookOpen from '@phosphor-icons/core/assets/regular/book-open.svg?raw';
import bookmarkSimple from '@phosphor-icons/core/assets/regular/bookmark-simple.svg?raw';
import bookmarkSimpleFill from '@phosphor-icons/core/assets/fill/bookmark-simple-fill.svg?raw';
import broadcast from '@phosphor-icons/core/assets/regular/broadcast.svg?raw';
import browser from '@phosphor-icons/core/assets/regular/browser.svg?raw';
import bug from '@phosphor-icons/core/assets/regular/bug.svg?raw';
import buildings from '@phosphor-icons/core/assets/regular/buildings.svg?raw';
import buildingsFill from '@phosphor-icons/core/assets/fill/buildings-fill.svg?raw';
import calendar from '@phosphor-icons/core/assets/regular/calendar.svg?raw';
import calendarCheckFill from '@phosphor-icons/core/assets/fill/calendar-check-fill.svg?raw';
import caretDown from '@phosphor-icons/core/assets/regular/caret-down.svg?raw';
import caretLeft from '@phosphor-icons/core/assets/regular/caret-left.svg?raw';
import caretRight from '@phosphor-icons/core/assets/regular/caret-right.svg?raw';
import caretUp from '@phosphor-icons/core/assets/regular/caret-up.svg?raw';
import caretUpDown from '@phosphor-icons/core/assets/regular/caret-up-down.svg?raw';
import chartBarFill from '@phosphor-icons/core/assets/fill/chart-bar-fill.svg?raw';
import chatCircleText from '@phosphor-icons/core/assets/regular/chat-circle-text.svg?raw';
import chatTextFill from '@phosphor-icons/core/assets/fill/chat-text-fill.svg?raw';
import check from '@phosphor-icons/core/assets/regular/check.svg?raw';
import checkCircle from '@phosphor-icons/core/assets/regular/check-circle.svg?raw';
import checkCircleFill from '@phosphor-icons/core/assets/fill/check-circle-fill.svg?raw';
import circle from '@phosphor-icons/core/assets/regular/circle.svg?raw';
import clipboardText from '@phosphor-icons/core/assets/regular/clipboard-text.svg?raw';
import clock from '@phosphor-icons/core/assets/regular/clock.svg?raw';
import clockCounterClockwise from '@phosphor-icons/core/assets/regular/clock-counter-clockwise.svg?raw';
import clockCounterClockwiseFill from '@phosphor-icons/core/assets/fill/clock-counter-clockwise-fill.svg?raw';
import code from '@phosphor-icons/core/assets/regular/code.svg?raw';
import columns from '@phosphor-icons/core/assets/regular/columns.svg?raw';
import copy from '@phosphor-icons/core/assets/regular/copy.svg?raw';
import cube from '@phosphor-icons/core/assets/regular/cube.svg?raw';
import cubeFill from '@phosphor-icons/core/assets/fill/cube-fill.svg?raw';
import database from '@phosphor-icons/core/assets/regular/database.svg?raw';
import dotsThree from '@phosphor-icons/core/assets/regular/dots-three.svg?raw';
import downloadSimple from '@phosphor-icons/core/assets/regular/download-simple.svg?raw';
import envelopeFill from '@phosphor-icons/core/assets/fill/envelope-fill.svg?raw';
import envelopeSimple from '@phosphor-icons/core/assets/regular/envelope-simple.svg?raw';
import eraser from '@phosphor-icons/core/assets/regular/eraser.svg?raw';
import exportIcon from '@phosphor-icons/core/assets/regular/export.svg?raw';
import eye from '@phosphor-icons/core/assets/regular/eye.svg?raw';
import eyeSlash from '@phosphor-icons/core/assets/regular/eye-slash.svg?raw';
import fileCsv from '@phosphor-icons/core/assets/regular/file-csv.svg?raw';
import fileText from '@phosphor-icons/core/assets/regular/file-text.svg?raw';
import flask from '@phosphor-icons/core/assets/regular/flask.svg?raw';
import flowArrowFill from '@phosphor-icons/core/assets/fill/flow-arrow-fill.svg?raw';
import folderOpen from '@phosphor-icons/core/assets/regular/folder-open.svg?raw';
import funnelSimple from '@phosphor-icons/core/assets/regular/funnel-simple.svg?raw';
import gearSix from '@phosphor-icons/core/assets/regular/gear-six.svg?raw';
import gearSixFill from '@phosphor-icons/core/assets/fill/gear-six-fill.svg?raw';
import globe from '@phosphor-icons/core/assets/regular/globe.svg?raw';
import hardDrives from '@phosphor-icons/core/assets/regular/hard-drives.svg?raw';
import heartbeat from '@phosphor-icons/core/assets/regular/heartbeat.svg?raw';
import hourglassMedium from '@phosphor-icons/core/assets/regular/hourglass-medium.svg?raw';
import info from '@phosphor-icons/core/assets/regular/info.svg?raw';
import infoFill from '@phosphor-icons/core/assets/fill/info-fill.svg?raw';
import key from '@phosphor-icons/core/assets/regular/key.svg?raw';
import lifebuoy from '@phosphor-icons/core/assets/regular/lifebuoy.svg?raw';
import lightningFill from '@phosphor-icons/core/assets/fill/lightning-fill.svg?raw';
import link from '@phosphor-icons/core/assets/regular/link.svg?raw';
import list from '@phosphor-icons/core/assets/regular/list.svg?raw';
import listDashes from '@phosphor-icons/core/assets/regular/list-dashes.svg?raw';
import listDashesFill from '@phosphor-icons/core/assets/fill/list-dashes-fill.svg?raw';
import lock from '@phosphor-icons/core/assets/regular/lock.svg?raw';
import lockOpen from '@phosphor-icons/core/assets/regular/lock-open.svg?raw';
import magnifyingGlass from '@phosphor-icons/core/assets/regular/magnifying-glass.svg?raw';
import minus from '@phosphor-icons/core/assets/regular/minus.svg?raw';
import monitor from '@phosphor-icons/core/assets/regular/monitor.svg?raw';
import moon from '@phosphor-icons/core/assets/regular/moon.svg?raw';
import packageFill from '@phosphor-icons/core/assets/fill/package-fill.svg?raw';
import password from '@phosphor-icons/core/assets/regular/password.svg?raw';
import pathFill from '@phosphor-icons/core/assets/fill/path-fill.svg?raw';
import pencilSimple from '@phosphor-icons/core/assets/regular/pencil-simple.svg?raw';
import phone from '@phosphor-icons/core/assets/regular/phone.svg?raw';
import phoneFill from '@phosphor-icons/core/assets/fill/phone-fill.svg?raw';
import plugs from '@phosphor-icons/core/assets/regular/plugs.svg?raw';
import plugsConnectedFill from '@phosphor-icons/core/assets/fill/plugs-connected-fill.svg?raw';
import plus from '@phosphor-icons/core/assets/regular/plus.svg?raw';
import prohibit from '@phosphor-icons/core/assets/regular/prohibit.svg?raw';
import question from '@phosphor-icons/core/assets/regular/question.svg?raw';
import receipt from '@phosphor-icons/core/assets/regular/receipt.svg?raw';
import shareNetwork from '@phosphor-icons/core/assets/regular/share-network.svg?raw';
import shieldCheck from '@phosphor-icons/core/assets/regular/shield-check.svg?raw';
import signIn from '@phosphor-icons/core/assets/regular/sign-in.svg?raw';
import signOut from '@phosphor-icons/core/assets/regular/sign-out.svg?raw';
import slidersHorizontal from '@phosphor-icons/core/assets/regular/sliders-horizontal.svg?raw';
import sortAscending from '@phosphor-icons/core/assets/regular/sort-ascending.svg?raw';
import sortDescending from '@phosphor-icons/core/assets/regular/sort-descending.svg?raw';
import storefrontFill from '@phosphor-icons/core/assets/fill/storefront-fill.svg?raw';
import sun from '@phosphor-icons/core/assets/regular/sun.svg?raw';
import tag from '@phosphor-icons/core/assets/regular/tag.svg?raw';
import translate from '@phosphor-icons/core/assets/regular/translate.svg?raw';
import terminal from '@phosphor-icons/core/assets/regular/terminal.svg?raw';
import timer from '@phosphor-icons/core/assets/regular/timer.svg?raw';
import trash from '@phosphor-icons/core/assets/regular/trash.svg?raw';
import user from '@phosphor-icons/core/assets/regular/user.svg?raw';
import userSwitch from '@phosphor-icons/core/assets/regular/user-switch.svg?raw';
import users from '@phosphor-icons/core/assets/regular/users.svg?raw';
import usersThreeFill from '@phosphor-icons/core/assets/fill/users-three-fill.svg?raw';
import vault from '@phosphor-icons/core/assets/regular/vault.svg?raw';
import warning from '@phosphor-icons/core/assets/regular/warning.svg?raw';
import warningFill from '@phosphor-icons/core/assets/fill/warning-fill.svg?raw';
import wifiSlash from '@phosphor-icons/core/assets/regular/wifi-slash.svg?raw';
import x from '@phosphor-icons/core/assets/regular/x.svg?raw';
import xCircle from '@phosphor-icons/core/assets/regular/x-circle.svg?raw';
import xCircleFill from '@phosphor-icons/core/assets/fill/x-circle-fill.svg?raw';

const sources = {
  'app-window': appWindow,
  'app-window-fill': appWindowFill,
  archive,
  'arrow-clockwise': arrowClockwise,
  'arrow-counter-clockwise': arrowCounterClockwise,
  'arrow-down': arrowDown,
  'arrow-elbow-down-right': arrowElbowDownRight,
  'arrow-left': arrowLeft,
  'arrow-right': arrowRight,
  'arrow-square-out': arrowSquareOut,
  'arrow-u-down-left': arrowUDownLeft,
  'arrow-up': arrowUp,
  'arrows-clockwise': arrowsClockwise,
  'arrows-left-right': arrowsLeftRight,
  bell,
  'book-open': bookOpen,
  'bookmark-simple': bookmarkSimple,
  'bookmark-simple-fill': bookmarkSimpleFill,
  broadcast,
  browser,
  bug,
  buildings,
  'buildings-fill': buildingsFill,
  calendar,
  'calendar-check-fill': calendarCheckFill,
  'caret-down': caretDown,
  'caret-left': caretLeft,
  'caret-right': caretRight,
  'caret-up': caretUp,
  'caret-up-down': caretUpDown,
  'chart-bar-fill': chartBarFill,
  'chat-circle-text': chatCircleText,
  'chat-text-fill': chatTextFill,
  check,
  'check-circle': checkCircle,
  'check-circle-fill': checkCircleFill,
  circle,
  'clipboard-text': clipboardText,
  clock,
  'clock-counter-clockwise': clockCounterClockwise,
  'clock-counter-clockwise-fill': clockCounterClockwiseFill,
  code,
  columns,
  copy,
  cube,
  'cube-fill': cubeFill,
  database,
  'dots-three': dotsThree,
  'download-simple': downloadSimple,
  'envelope-fill': envelopeFill,
  'envelope-simple': envelopeSimple,
  eraser,
  export: exportIcon,
  eye,
  'eye-slash': eyeSlash,
  'file-csv': fileCsv,
  'file-text': fileText,
  flask,
  'flow-arrow-fill': flowArrowFill,
  'folder-open': folderOpen,
  'funnel-simple': funnelSimple,
  'gear-six': gearSix,
  'gear-six-fill': gearSixFill,
  globe,
  'hard-drives': hardDrives,
  heartbeat,
  'hourglass-medium': hourglassMedium,
  info,
  'info-fill': infoFill,
  key,
  lifebuoy,
  'lightning-fill': lightningFill,
  link,
  list,
  'list-dashes': listDashes,
  'list-dashes-fill': listDashesFill,
  lock,
  'lock-open': lockOpen,
  'magnifying-glass': magnifyingGlass,
  minus,
  monitor,
  moon,
  'package-fill': packageFill,
  password,
  'path-fill': pathFill,
  'pencil-simple': pencilSimple,
  phone,
  'phone-fill': phoneFill,
  plugs,
  'plugs-connected-fill': plugsConnectedFill,
  plus,
  prohibit,
  question,
  receipt,
  'share-network': shareNetwork,
  'shield-check': shieldCheck,
  'sign-in': signIn,
  'sign-out': signOut,
  'sliders-horizontal': slidersHorizontal,
  'sort-ascending': sortAscending,
  'sort-descending': sortDescending,
  'storefront-fill': storefrontFill,
  sun,
  tag,
  translate,
  terminal,
  timer,
  trash,
  user,
  'user-switch': userSwitch,
  users,
  'users-three-fill': usersThreeFill,
  vault,
  warning,
  'warning-fill': warningFill,
  'wifi-slash': wifiSlash,
  x,
  'x-circle': xCircle,
  'x-circle-fill': xCircleFill,
} satisfies Record<string, string>;

export type IconName = keyof typeof sources;

/** The outline of an icon on Phosphor's grid of 256. */
export function iconPath(name: IconName): string {
  return /\sd="([^"]+)"/.exec(sources[name])?.[1] ?? '';
}
