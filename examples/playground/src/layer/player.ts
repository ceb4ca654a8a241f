/** Where in the sequence we are: play, pause, a step on or back, or anywhere by the slider. */
import { byId } from "../element.ts";

/** A step lasts so long. */
const PACE = 1100; // ms

export class Player {
  readonly #slider = byId<HTMLInputElement>("position");
  readonly #play = byId<HTMLButtonElement>("play");
  readonly #back = byId<HTMLButtonElement>("back");
  readonly #next = byId<HTMLButtonElement>("next");
  readonly #moved: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(timesteps: number, moved: () => void) {
    this.#moved = moved;
    this.#slider.max = String(timesteps);
    this.#slider.addEventListener("input", () => this.#pause().#go(this.position));
    this.#back.addEventListener("click", () => this.#pause().#go(this.position - 1));
    this.#next.addEventListener("click", () => this.#pause().#go(this.position + 1));
    this.#play.addEventListener("click", () => (this.#timer === undefined ? this.#start() : this.#pause()));
  }

  /** How many steps were taken: from 1 to all. */
  get position(): number {
    return Number(this.#slider.value);
  }

  get #last(): number {
    return Number(this.#slider.max);
  }

  #go(position: number): void {
    this.#slider.value = String(position);
    this.#slider.setAttribute("aria-valuetext", `${this.position} of ${this.#last}`);
    this.#moved();
    if (this.position === this.#last) this.#pause();
  }

  #start(): void {
    this.#play.textContent = "Pause";
    this.#timer = setInterval(() => this.#go(this.position + 1), PACE);
    this.#go(this.position === this.#last ? 1 : this.position + 1);
  }

  #pause(): this {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#play.textContent = "Play";
    return this;
  }
}
