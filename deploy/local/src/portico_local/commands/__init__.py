"""What the commands of ./portico do, by what they are for. `cli` names them."""
