"""Two items that are one: versions, history and ids of one go to the other, and the id of the first still resolves."""

from matinee.catalog.joining.leaves import Reach, hand_over, join_leaf
from matinee.catalog.joining.merging import finish, join_twins, merge
from matinee.catalog.joining.repository import files_of, tree_of
from matinee.catalog.joining.series import join_series

__all__ = ["Reach", "files_of", "finish", "hand_over", "join_leaf", "join_series", "join_twins", "merge", "tree_of"]
