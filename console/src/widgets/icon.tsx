/** The one set of icons: 16 pixels, one stroke. Add a name here rather than an icon elsewhere. */
import {
  Activity, ArrowDown, ArrowLeft, ArrowRight, ArrowUp, ArrowUpDown, Braces, Calendar, CalendarClock, Check, ChevronDown,
  ChevronLeft, ChevronRight, CircleAlert, CircleCheck, CircleHelp, CircleX, Clock, Code, ClipboardPen, Coins, Copy, Cpu, Database,
  Download, Droplet, Ellipsis, ExternalLink, Eye, EyeOff, FileText, Filter, GitCompare, GripVertical, Group, Hash, History, House,
  Info, KeyRound, Languages, LayoutGrid, Link, List, ListChecks, Lock, LogOut, Mail, Maximize2, Menu, Moon, Paperclip, Pencil, Phone,
  Play, Plus, Power, Radio, Redo2, RefreshCw, Rows3, Search, Send, Server, Settings, Share2, ShieldCheck, SquareKanban, SquareCheck, Star, Sun, Table, Tag, ToggleLeft, ChartColumn, ChartLine, ChartPie, Funnel, LayoutDashboard,
  Trash2, TriangleAlert, Type, Undo2, Upload, User, UserPlus, Users, Webhook, Wrench, X, Zap, type LucideIcon,
} from "lucide-react";

const icons = {
  "chart-bar": ChartColumn, "chart-line": ChartLine, "chart-pie": ChartPie, funnel: Funnel, dashboard: LayoutDashboard,
  activity: Activity, "arrow-down": ArrowDown, "arrow-left": ArrowLeft, "arrow-right": ArrowRight, "arrow-up": ArrowUp,
  sort: ArrowUpDown, json: Braces, calendar: Calendar, datetime: CalendarClock, check: Check, "chevron-down": ChevronDown,
  "chevron-left": ChevronLeft, "chevron-right": ChevronRight, alert: CircleAlert, done: CircleCheck, help: CircleHelp, failed: CircleX,
  clock: Clock, code: Code, money: Coins, copy: Copy, cpu: Cpu, database: Database, download: Download, colour: Droplet, more: Ellipsis,
  external: ExternalLink, show: Eye, hide: EyeOff, "long-text": FileText, filter: Filter, compare: GitCompare, grip: GripVertical, group: Group,
  number: Hash, history: History, home: House, info: Info, key: KeyRound, language: Languages, templates: LayoutGrid, link: Link, list: List,
  "multi-choice": ListChecks, lock: Lock, "sign-out": LogOut, mail: Mail, expand: Maximize2, menu: Menu, moon: Moon, file: Paperclip, edit: Pencil,
  phone: Phone, play: Play, plus: Plus, power: Power, listen: Radio, redo: Redo2, refresh: RefreshCw, rows: Rows3, search: Search, send: Send,
  server: Server, kanban: SquareKanban, form: ClipboardPen, settings: Settings, share: Share2, shield: ShieldCheck, boolean: SquareCheck, rating: Star, sun: Sun, table: Table, choice: Tag,
  toggle: ToggleLeft, trash: Trash2, warning: TriangleAlert, text: Type, undo: Undo2, upload: Upload, person: User, invite: UserPlus,
  people: Users, webhook: Webhook, tools: Wrench, close: X, automation: Zap,
} satisfies Record<string, LucideIcon>;

export type IconName = keyof typeof icons;

/** An icon for the eye alone; whoever uses it gives the control a name. */
export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  const Drawn = icons[name];
  return <Drawn size={size} strokeWidth={1.35} absoluteStrokeWidth aria-hidden focusable={false} style={{ flex: "none" }} />;
}

/** Tell whether a name, such as one the server gives with a field type, is in the set. */
export function isIconName(name: string): name is IconName {
  return name in icons;
}
