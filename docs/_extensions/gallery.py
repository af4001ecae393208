"""placeholder"""
def write(source):
    pass
