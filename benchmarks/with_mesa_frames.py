"""The rules of `breakranks.model.step` as a model in mesa-frames: agents of all worlds are rows of data frames.

`benchmarks.forward` starts it in an environment of its own; see `benchmarks.apart`. A day's rules that look at others
go in stages, so that all act at the same time. Every formation stands in an area, as in kherson-2022.
"""

from collections.abc import Callable
from functools import reduce
from operator import add
from typing import NamedTuple

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF
from polars import Expr, col

from breakranks.model.parameters import Values
from breakranks.model.step import FIGHTS, FINISHED, LEAN, MEMORY, USUAL_GRIP
from breakranks.model.world import (
    DECEPTION,
    EXPLANATIONS,
    LOSS_OF_CONTROL,
    PLANNED_WITHDRAWAL,
    RIVAL_COMMANDS,
    Day,
    Ground,
    Noise,
    World,
)


class Today(NamedTuple):
    """A day's conditions, by number of formation and area, and its noise, by agent."""

    units: pl.DataFrame
    ground: pl.DataFrame
    winter: float
    drive: float
    commands: pl.DataFrame
    branches: pl.DataFrame
    formations: pl.DataFrame
    areas: pl.DataFrame


class Frames(NamedTuple):
    """The agents, who looks at whom (by `unique_id`), and the days."""

    commands: pl.DataFrame
    branches: pl.DataFrame
    formations: pl.DataFrame
    areas: pl.DataFrame
    neighbours: pl.DataFrame
    garrison: pl.DataFrame
    beside: pl.DataFrame
    days: list[Today]


def prepare(given: tuple[World, Day, Noise, Values, Ground]) -> Callable[[], float]:
    """What ends at the mean share of the steady after all days."""
    frames = frames_of(*given)

    def call() -> float:
        force = Force(frames)
        for today in frames.days:
            force.today = today
            force.step()
        return force.formations["steady"].mean()

    return call


def frames_of(world: World, days: Day, noise: Noise, values: Values, ground: Ground) -> Frames:
    """The arrays as frames. Of each kind, the first agent's worlds come first; numbers go on from kind to kind."""
    worlds = len(world.grip)
    formations, branches = ground.branch.shape
    areas = len(ground.garrison)
    first = np.cumsum([0, 1, branches, formations, areas]) * worlds

    def rows(kind: int, count: int, columns: dict[str, np.ndarray]) -> pl.DataFrame:
        own = {name: np.broadcast_to(x.reshape(-1, x.shape[-1]), (count, worlds)) for name, x in columns.items()}
        numbers = {
            "unique_id": first[kind] + np.arange(count * worlds),
            "world": np.tile(np.arange(worlds), count),
            "number": np.repeat(np.arange(count), worlds),
        }
        return pl.DataFrame(numbers | {name: x.ravel() for name, x in own.items()})

    def of(kind: int, numbers: np.ndarray) -> np.ndarray:
        """Unique numbers of these agents in all worlds."""
        return first[kind] + numbers[:, None] * worlds + np.arange(worlds)

    def pairs(kind: int, other: int, weights: np.ndarray) -> pl.DataFrame:
        who, whom = weights.nonzero()
        weight = np.repeat(weights[who, whom], worlds)
        table = {"unique_id": of(kind, who).ravel(), "other": of(other, whom).ravel(), "weight": weight}
        return pl.DataFrame(table).sort("unique_id")

    fixed = {name: getattr(ground, name)[:, None] for name in ("strength", "bodies", "mobilised")}
    fixed |= {"branch": of(1, ground.branch.argmax(axis=1)), "area": of(3, ground.area.argmax(axis=1))}
    state = {name: getattr(world, name) for name in ("resolve", "usual_resolve", "driven")}
    of_areas = {name: getattr(world, name) for name in ("held", "front", "advance", "arrivals")}
    command = {name: getattr(world, name) for name in ("explanation", "going", "grip", "tide")}
    return Frames(
        rows(0, 1, values | command),
        rows(1, branches, values | {"branch_grip": world.branch_grip}),
        rows(2, formations, values | fixed | state | world.shares._asdict() | world.recent._asdict()),
        rows(3, areas, values | of_areas),
        pairs(2, 2, ground.neighbours),
        pairs(3, 2, ground.garrison),
        pairs(3, 3, ground.adjacent),
        [today_of(at(days, number), at(noise, number), ground) for number in range(len(days.winter))],
    )


def at(tree: NamedTuple, day: int) -> NamedTuple:
    return type(tree)(*(x[day] for x in tree))


def today_of(day: Day, noise: Noise, ground: Ground) -> Today:
    every = day._asdict()
    unit = {name: x[:, 0] for name, x in every.items() if len(x) == len(ground.strength)}
    area = {name: every[name][:, 0] for name in ("pressure", "leaving", "withdraw_order")}
    # Ground beside what is being left becomes untenable, half as ready.
    ready = 1.0 - np.exp(-area["leaving"])
    area["ready"] = np.maximum(ready, 0.5 * np.max(ground.adjacent * ready, axis=1))

    def drawn(*names: str) -> pl.DataFrame:
        return pl.DataFrame({f"drawn_{name}": getattr(noise, name).ravel() for name in names})

    return Today(
        pl.DataFrame({"number": np.arange(len(ground.strength))} | unit),
        pl.DataFrame({"number": np.arange(len(ground.garrison))} | area),
        float(day.winter[0]),
        float(day.drive[0]),
        drawn("explanation", "word", "grip", "tide"),
        drawn("branch"),
        drawn("breaking", "lump", "size"),
        drawn("front", "fall"),
    )


class Agents(AgentSetPolars):
    """Agents of one kind; what they think of during a day is forgotten at its end."""

    def __init__(self, model: "Force", agents: pl.DataFrame) -> None:
        super().__init__(model)
        self += agents
        self.lasting = agents.columns

    def let(self, **columns: Expr) -> None:
        self.agents = self.agents.with_columns(**columns)

    def hear(self, others: pl.DataFrame, on: str = "unique_id", theirs: str = "") -> None:
        """Columns of the row that `on` names."""
        self.agents = self.agents.join(others, left_on=on, right_on=theirs or on, how="left", maintain_order="left")

    def wake(self, drawn: pl.DataFrame) -> None:
        self.agents = self.agents.hstack(drawn)

    def rest(self) -> None:
        self.agents = self.agents.select(self.lasting)

    def step(self) -> None:
        """Nothing; `Force` calls the stages."""


class Commands(Agents):
    """One agent a world: the force's command, what explains its conduct, and its opponent."""

    def explain(self) -> None:
        """Today's explanation: sticky, leaning to loss of control as grip falls and men break."""
        self.wake(self.model.today.commands)
        broken = col("defiant") + 0.3 * col("absent") + col("leaving") + col("surrendering")
        whole = col("steady") + col("wavering") + col("withdrawn")
        self.hear(
            self.model.formations.agents.group_by("world").agg(
                breaking=(col("strength") * broken).sum(), sound=(col("strength") * whole).sum()
            ),
            "world",
        )
        self.hear(
            self.model.areas.agents.group_by("world").agg(
                kept=(col("ready") * col("held")).sum(), all_ready=col("ready").sum(), readiest=col("ready").max()
            ),
            "world",
        )
        broken = col("breaking") / at_least(col("breaking") + col("sound"), 1.0)
        weak = col("loss-of-control-grip") * (USUAL_GRIP - col("grip")) + col("loss-of-control-broken") * broken
        self.let(weak=weak.clip(-4.0, 4.0), done=col("going") * (1.0 - col("kept") / at_least(col("all_ready"), 1e-3)))
        rates = {
            f"rate_{number}": col("switch-rate") * col(f"prior-{name}") * (lean * col("weak")).exp()
            for number, (name, lean) in enumerate(zip(EXPLANATIONS, LEAN, strict=True))
        }
        self.let(**rates)
        self.let(total=pl.sum_horizontal(*rates))
        self.let(moves=chance(col("total") * (1.0 + FINISHED * col("done"))))
        below = [
            col("moves") * pl.sum_horizontal(*list(rates)[: number + 1]) / col("total")
            + (1.0 - col("moves")) * (col("explanation") <= number)
            for number in range(len(EXPLANATIONS) - 1)
        ]
        self.let(explanation=reduce(add, [(col("drawn_explanation") > x).cast(pl.Int32) for x in below]))
        kinds = {"planned": PLANNED_WITHDRAWAL, "deceiving": DECEPTION, "losing": LOSS_OF_CONTROL}
        kinds |= {"rival": RIVAL_COMMANDS}
        self.let(**{name: (col("explanation") == kind).cast(pl.Float32) for name, kind in kinds.items()})

    def give_word(self) -> None:
        """Command that plans to leave gives the word one day, the sooner the more has been made ready."""
        word = col("drawn_word") < chance(col("tempo") * col("withdraw-decision") * col("readiest"))
        self.let(going=col("planned") * at_least(col("going"), word.cast(pl.Float32)))

    def hold(self) -> None:
        """Grip of the whole force, and the opponent's strength."""
        grasp = (col("size") * col("grasp")).sum() / col("size").sum()
        self.hear(self.model.formations.agents.group_by("world").agg(whole=grasp), "world")
        drift = col("whole") - col("grip-loss-drift") * col("losing") - col("grip-rival-drift") * col("rival")
        grip = col("grip") + col("grip-reversion") * (col("grip-start") - col("grip")) + drift
        self.let(
            grip=(grip + col("grip-volatility") * col("drawn_grip")).clip(-5.0, 5.0),
            slack=col("slack-loss-of-control") * col("losing") + col("slack-rival-commands") * col("rival"),
            tide=col("tide") * (1.0 - col("tide-reversion")) + col("tide-volatility") * col("drawn_tide"),
        )


class Branches(Agents):
    """A branch's part of grip."""

    def hold(self) -> None:
        self.wake(self.model.today.branches)
        grasp = (col("size") * col("grasp")).sum() / (col("size").sum() + 1e-6)
        self.hear(self.model.formations.agents.group_by(unique_id="branch").agg(own=grasp))
        self.hear(self.model.commands.agents.select("world", "whole"), "world")
        grip = col("branch_grip") * (1.0 - col("grip-reversion")) + (col("own") - col("whole"))
        self.let(branch_grip=(grip + col("grip-volatility") * col("drawn_branch")).clip(-4.0, 4.0))


class Formations(Agents):
    """A formation: seven shares that sum to 1, what left the ranks of late, and resolve."""

    def muster(self) -> None:
        """How many it counts today, and how command's measures change its grip."""
        today = self.model.today
        self.wake(today.formations)
        self.hear(today.units, "number")
        self.let(
            size=col("strength") * col("present"),
            grasp=col("grip-from-coercion") * col("coercion")
            + col("grip-from-relief") * col("relief")
            + col("grip-from-new-command") * col("new_command")
            - col("grip-leaderless-drift") * col("leaderless"),
            hardship=col("hardship") + col("winter-hardship") * today.winter,
            supply=col("supply") + col("winter-supply") * today.winter,
        )

    def feel(self) -> None:
        """Resolve: worn by what the troops go through, mended by relief."""
        self.let(driven=col("driven") + (col("coercion") - col("driven")) / 14.0)
        resolve = col("resolve") + col("resolve-reversion") * (col("usual_resolve") - col("resolve"))
        worn = (
            col("resolve-wear-losses") * col("losses")
            + col("resolve-wear-hardship") * col("hardship")
            + col("resolve-wear-supply") * col("supply")
            + col("resolve-wear-backlash") * col("driven")
        )
        mended = col("resolve-from-relief") * col("relief") + col("resolve-from-reinforcement") * col("reinforcement")
        self.let(resolve=(resolve - worn + mended).clip(-4.0, 4.0))

    def look(self) -> None:
        """What acts on it today; of its neighbours it sees what they were yesterday."""
        model = self.model
        self.hear(model.commands.agents.select("world", "grip", "slack", "planned", "deceiving", "rival"), "world")
        self.hear(model.branches.agents.select("unique_id", "branch_grip"), "branch", "unique_id")
        ground = model.areas.agents.select("unique_id", "contact", "leave", "ready", "staying")
        self.hear(ground, "area", "unique_id")
        broken = col("absent") + col("captive") + col("defiant") + 0.5 * col("wavering")
        shown = {"broken": broken, "left": col("absent"), "caught": col("captive"), "defied": col("defiant")}
        self.hear(gathered(model.frames.neighbours, self.agents.select("unique_id", **shown)))
        self.let(
            hold=col("grip") - col("slack") + col("branch_grip"),
            attrition=(1.0 + (col("exposure-mobilised") - 1.0) * col("mobilised"))
            * (1.0 + col("loss-coercion") * col("coercion"))
            * (col("loss-base") + col("loss-pressure") * col("contact")),
            pace=col("tempo") * col("present"),
        )
        risk = col("leave-risk") + col("leave-risk-coercion") * col("coercion")
        self.let(
            weak=USUAL_GRIP - col("hold"),
            obeys=sigmoid(col("hold") + 0.5 * col("resolve")),
            killed=14.0 * col("killed-share") * col("attrition"),
            stirred=col("pace")
            * (col("burstiness") * col("drawn_breaking") - 0.5 * col("burstiness") * col("burstiness")).exp(),
            risk=risk,
        )
        self.let(stay=(-col("killed")).exp(), go=(-col("risk") - 0.1 * col("killed")).exp())
        odds = col("go") * at_least(1.0 - col("stay"), 1e-4) / (col("stay") * at_least(1.0 - col("go"), 1e-4))
        self.let(gap=odds.log().clip(-3.0, 3.0))

    def choose(self) -> None:
        """Hazards of the smooth flows."""
        half = 0.5 * col("resolve")
        waver = (
            col("waver-pressure") * col("contact")
            + col("waver-hardship") * col("hardship")
            + col("waver-supply") * col("supply")
            + col("waver-losses") * col("losses")
            + col("waver-encirclement") * col("encirclement")
            + col("waver-leaderless") * col("leaderless")
            + col("waver-dissonance") * col("dissonance")
            + col("waver-contagion") * col("broken")
            + col("waver-grip") * col("weak")
            - col("waver-coercion") * col("coercion")
            - col("resolve")
        )
        calm = -col("return-grip") * col("weak") + half + col("return-relief") * col("relief")
        wish = col("leave-survival") * col("gap") + col("leave-peers") * col("left")
        anger = (
            col("defy-dissonance") * col("dissonance")
            + col("defy-rival") * col("rival")
            + col("waver-grip") * col("weak")
            + col("waver-contagion") * col("defied")
        )
        despair = col("capitulate-encirclement") * col("encirclement") + col("capitulate-offer") * col("offer")
        ordered = col("withdraw-ordered") * col("leave") * col("obeys") * (1.0 - 0.8 * col("deceiving"))
        thinning = col("withdraw-planned") * col("planned") * col("ready")
        tired = 0.3 * col("weak")
        self.let(
            waver=col("stirred") * col("waver-base") * waver.exp(),
            steadying=col("pace") * col("return-base") * (calm - col("return-pressure") * col("contact")).exp(),
            desertion=col("stirred")
            * col("leave-base")
            * (wish - col("leave-coercion") * col("coercion") - half).exp(),
            defiance=col("stirred") * col("defy-base") * (anger - half).exp(),
            capitulation=col("stirred")
            * col("contact")
            * col("capitulate-base")
            * (despair + col("capitulate-peers") * col("caught") - half).exp(),
            rounded_up=col("round-up-base") * (col("round-up-coercion") * col("coercion") - tired).exp(),
            submission=col("submit-base") * (0.5 * col("relief") + 0.4 * col("coercion") - tired).exp(),
            killing=col("attrition") * col("present"),
            back=(ordered + thinning) * col("present"),
            mustering=col("muster") * col("staying"),
            replacing=0.01 * col("reinforcement"),
        )

    def flow(self) -> None:
        """Smooth flows: competing hazards out of each share. They are counted in the end, when all have acted."""
        back, killing, defiance = col("back"), col("killing"), col("defiance")
        hazards = {
            "steady": [col("waver"), 0.1 * defiance, back, killing],
            "wavering": [col("steadying"), col("desertion"), defiance, col("capitulation"), 0.5 * back, 0.7 * killing],
            "defiant": [col("submission"), col("desertion"), col("capitulation"), 0.3 * killing],
            "withdrawn": [col("mustering")],
            "absent": [col("rounded_up")],
            "lost": [col("replacing")],
        }
        self.let(**{f"out_of_{share}": 1e-6 + reduce(add, competing) for share, competing in hazards.items()})
        self.let(**{f"out_of_{x}": col(x) * chance(col(f"out_of_{x}")) / col(f"out_of_{x}") for x in hazards})
        parts = {x: [col(f"out_of_{x}") * hazard for hazard in competing] for x, competing in hazards.items()}
        s_waver, s_defy, s_back, s_lost = parts["steady"]
        w_steady, w_leave, w_defy, w_yield, w_back, w_lost = parts["wavering"]
        x_waver, x_leave, x_yield, x_lost = parts["defiant"]
        (d_steady,), (a_waver,), (l_steady,) = parts["withdrawn"], parts["absent"], parts["lost"]
        self.let(
            next_steady=col("steady") - s_waver - s_defy - s_back - s_lost + w_steady + d_steady + l_steady,
            next_wavering=col("wavering")
            - (w_steady + w_leave + w_defy + w_yield + w_back + w_lost)
            + (s_waver + x_waver + a_waver),
            next_defiant=col("defiant") - x_waver - x_leave - x_yield - x_lost + s_defy + w_defy,
            withdrawn=col("withdrawn") - d_steady,
            absent=col("absent") - a_waver,
            lost=col("lost") - l_steady + s_lost + w_lost + x_lost,
            new_captive=w_yield + x_yield,
            new_absent=w_leave + x_leave,
            new_withdrawn=s_back + w_back,
        )

    def jump(self) -> None:
        """Jumps: a body of the formation acts at once."""
        self.let(
            yielding=0.5
            * col("contact")
            * (col("capitulate-encirclement") * col("encirclement") + col("capitulate-offer") * col("offer")).exp(),
            running=0.3 + col("contact"),
            turning=(0.04 + 0.8 * col("rival")) * col("present"),
        )
        self.let(kinds=col("yielding") + col("running") + col("turning"))
        urge = (
            col("lump-wavering") * col("next_wavering") / (col("next_steady") + col("next_wavering") + 1e-6)
            + col("lump-pressure") * col("contact")
            + col("lump-contagion") * col("broken")
            + col("lump-encirclement") * col("encirclement")
            + col("lump-leaderless") * col("leaderless")
            + col("lump-grip") * col("weak")
            - col("resolve")
        )
        self.let(hazard=col("pace") * col("bodies") * col("lump-base") * col("kinds") * urge.exp())
        self.let(likely=chance(col("hazard")))
        size = col("lump-size") / at_least(col("bodies"), 0.5).sqrt() * -(1.0 - 0.99 * col("drawn_size")).log()
        self.let(
            share=pl.when(col("drawn_lump") < col("likely")).then(at_most(size, 1.0)).otherwise(0.0),
            which=col("drawn_lump") / at_least(col("likely"), 1e-12) * col("kinds"),
        )
        self.let(
            from_wavering=col("next_wavering") * at_most(2.0 * col("share"), 1.0),
            from_steady=col("next_steady") * col("share"),
        )
        body = col("from_wavering") + col("from_steady")
        runs = (col("which") >= col("yielding")) & (col("which") < col("yielding") + col("running"))
        steady, wavering, defiant = FIGHTS
        self.let(
            new_captive=col("new_captive") + body * (col("which") < col("yielding")),
            new_absent=col("new_absent") + body * runs,
            turns=body * (col("which") >= col("yielding") + col("running")),
            next_steady=col("next_steady") - col("from_steady"),
            next_wavering=col("next_wavering") - col("from_wavering"),
        )
        self.let(
            fighting=col("size")
            * (steady * col("next_steady") + wavering * col("next_wavering") + defiant * col("next_defiant"))
        )

    def give_way(self) -> None:
        """Where its ground fell, some are caught, some go astray, the rest go back; then all are counted."""
        self.hear(self.model.areas.agents.select("unique_id", "falls", "way_out"), "area", "unique_id")
        caught = col("trapped-share") * (1.5 * col("encirclement")).exp()
        caught = at_most(caught * (1.0 - 0.8 * at_most(col("leave"), 1.0) * col("obeys")), 0.9)
        self.let(
            hit=col("falls") * col("present"),
            trapped=pl.when(col("way_out") > 0.0).then(caught).otherwise(0.9),
            shaken=col("next_wavering") + col("next_defiant"),
        )
        self.let(trapped=col("hit") * col("trapped"), free=col("hit") * (1.0 - col("trapped")))
        self.let(
            new_captive=col("new_captive") + col("trapped") * (col("next_steady") + col("shaken")),
            new_absent=col("new_absent") + col("free") * (1.0 - col("obeys")) * col("shaken"),
            new_withdrawn=col("new_withdrawn") + col("free") * (col("next_steady") + col("obeys") * col("shaken")),
        )
        remain = 1.0 - col("hit")
        self.let(
            steady=at_least(col("next_steady") * remain, 0.0),
            wavering=at_least(col("next_wavering") * remain, 0.0),
            defiant=at_least(col("next_defiant") * remain + col("turns"), 0.0),
            withdrawn=at_least(col("withdrawn") + col("new_withdrawn"), 0.0),
            absent=at_least(col("absent") + col("new_absent"), 0.0),
            captive=at_least(col("captive") + col("new_captive"), 0.0),
            lost=at_least(col("lost"), 0.0),
            withdrawing=MEMORY * col("withdrawing") + col("new_withdrawn"),
            leaving=MEMORY * col("leaving") + col("new_absent"),
            surrendering=MEMORY * col("surrendering") + col("new_captive"),
            dislodged=MEMORY * col("dislodged") + col("hit"),
        )


class Areas(Agents):
    """An area, held or fallen."""

    def prepare(self) -> None:
        self.wake(self.model.today.areas)
        self.hear(self.model.today.ground, "number")

    def stir(self) -> None:
        """The pressure on it, and how far command has it left."""
        self.hear(self.model.commands.agents.select("world", "going", "tide"), "world")
        self.let(front=col("front") * 0.97 + col("pressure-volatility") * col("drawn_front"))
        contact = col("pressure") * col("front").exp() + self.model.today.drive * col("advance")
        self.let(
            contact=at_most(contact, 3.0),
            leave=pl.max_horizontal("withdraw_order", col("going") * col("ready")),
            staying=col("held") * (-col("leaving") - 5.0 * col("withdraw_order")).exp(),
        )

    def fight(self) -> None:
        """It falls to pressure on its garrison, or is walked into when nobody holds it."""
        garrison = self.model.formations.agents.select("unique_id", "fighting", cover="size")
        self.hear(gathered(self.model.frames.garrison, garrison))
        manned = (col("fighting") + 0.5 * col("arrivals")) / at_least(col("cover"), 1.0)
        self.let(manned=pl.when(col("cover") > 0.0).then(manned).otherwise(0.5))
        pressed = col("area-pressed") * (col("contact") + self.model.today.drive * col("area-quiet"))
        thin = (col("area-thin") * (1.0 - at_most(col("manned"), 1.5))).exp()
        entered = col("area-empty") * sigmoid((0.15 - col("manned")) / 0.03) * (0.25 + at_most(col("contact"), 1.0))
        stronger = col("tempo") * col("superiority") * col("tide").exp()
        self.let(falling=stronger * pressed * thin + entered)
        self.let(falls=col("held") * (col("drawn_fall") < chance(col("falling"))))
        self.let(held=col("held") - col("falls"))
        self.let(
            welcome=col("held") * (-4.0 * col("ready") - 5.0 * col("leave")).exp(),
            pressing=col("falls") * at_least(col("contact"), 0.5),
        )
        shown = self.agents.select("unique_id", "pressing", way_out="held", welcome_beside="welcome")
        self.agents = self.agents.rename({"pressing": "pressing_on"})
        self.hear(gathered(self.model.frames.beside, shown))

    def receive(self) -> None:
        """Who goes back arrives beside; pressure on fallen ground moves on to what lies behind it."""
        gone = (col("size") * col("new_withdrawn")).sum()
        self.hear(self.model.formations.agents.group_by(unique_id="area").agg(gone=gone))
        going = col("held") * (1.0 - chance(col("withdraw-ordered") * col("leave")))
        self.let(onward=col("arrivals") * (1.0 - going))
        each = (col("gone").fill_null(0.0) + col("onward")) / at_least(col("welcome_beside"), 1e-3)
        self.hear(gathered(self.model.frames.beside, self.agents.select("unique_id", each=each)))
        pressing = 0.97 * col("advance") + 0.8 * at_most(col("pressing"), 1.0)
        self.let(
            arrivals=col("arrivals") - col("onward") + col("welcome") * col("each"),
            advance=col("held") * at_most(pressing, 1.0),
        )


class Force(ModelDF):
    """All worlds: a force, its command and its ground in each."""

    def __init__(self, frames: Frames) -> None:
        super().__init__()
        self.frames, self.today = frames, frames.days[0]
        self.commands, self.branches = Commands(self, frames.commands), Branches(self, frames.branches)
        self.formations, self.areas = Formations(self, frames.formations), Areas(self, frames.areas)
        self.agents += [self.commands, self.branches, self.formations, self.areas]

    def step(self) -> None:
        """One day."""
        self.areas.do("prepare")
        self.commands.do("explain")
        self.commands.do("give_word")
        self.formations.do("muster")
        self.commands.do("hold")
        self.branches.do("hold")
        self.areas.do("stir")
        for stage in ("feel", "look", "choose", "flow", "jump"):
            self.formations.do(stage)
        self.areas.do("fight")
        self.formations.do("give_way")
        self.areas.do("receive")
        self.agents.do("rest")


def gathered(pairs: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """Weighted sums, for each agent, of what the others that it looks at show."""
    shown = [name for name in others.columns if name != "unique_id"]
    seen = pairs.lazy().join(others.lazy(), left_on="other", right_on="unique_id")
    weighted = seen.with_columns(col(name) * col("weight") for name in shown)
    return weighted.group_by("unique_id").agg(col(name).sum() for name in shown).collect()


def at_least(x: Expr, least: Expr | float) -> Expr:
    return pl.max_horizontal(x, least) if isinstance(least, Expr) else x.clip(lower_bound=least)


def at_most(x: Expr, most: float) -> Expr:
    return x.clip(upper_bound=most)


def chance(hazard: Expr) -> Expr:
    return pl.when(hazard < 1e-3).then(hazard).otherwise(1.0 - (-hazard).exp())


def sigmoid(x: Expr) -> Expr:
    return 1.0 / (1.0 + (-x).exp())
