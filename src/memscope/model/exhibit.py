"""Measurements of a lesson that a view may draw."""

from memscope.model.bars import BarTable
from memscope.model.load import LoadRun
from memscope.model.pool import PoolMoment

Exhibit = LoadRun | PoolMoment | BarTable
