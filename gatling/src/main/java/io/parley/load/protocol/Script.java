package io.parley.load.protocol;

import io.parley.load.plan.Cast;
import io.parley.load.plan.Tempo;

/// What a run plays: who is there, and how much they write when.
public record Script(Cast cast, Tempo tempo) {}
